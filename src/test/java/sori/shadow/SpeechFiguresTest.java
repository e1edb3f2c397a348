package sori.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.AttentionLimits;
import sori.graph.BrokenVoice;
import sori.schema.AudioChunk;
import sori.schema.GeneratedSchemas;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.Records;
import sori.schema.ShadowFigures;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.synthesis.CatalogVoices;
import sori.synthesis.Speech;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Synthesizer;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** What speech tells of its attention and its time. */
class SpeechFiguresTest {
    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private static Speech.Sentence sentence(int symbols, MelStatus status, Integer... attended) {
        return made(symbols, status, attended.length, attended);
    }

    private static Speech.Sentence made(int symbols, MelStatus status, int frames, Integer... attended) {
        MelChunk chunk = Records.mel("u1", 0)
                .setFrames(frames)
                .setMels(2)
                .setMel(ByteBuffer.allocate(Float.BYTES * 2 * frames))
                .setAttended(Arrays.asList(attended))
                .setStatus(status)
                .build();
        return new Speech.Sentence(0, IntStream.range(0, symbols).boxed().toList(), List.of(chunk));
    }

    /** In two seconds of audio. */
    private static ShadowFigures figures(Speech.Sentence... sentences) {
        return figures(AttentionLimits.DEFAULT, sentences);
    }

    private static ShadowFigures figures(AttentionLimits limits, Speech.Sentence... sentences) {
        AudioChunk last = Records.audio("u1", 0)
                .setSampleRateHz(FakeVoices.FORMAT.sampleRateHz())
                .setAudio(ByteBuffer.allocate(4000))
                .setLast(true)
                .build();
        return SpeechFigures.of(
                new Speech(FakeVoices.FORMAT, limits, List.of(sentences), List.of(last), 30_000_000, 10_000_000));
    }

    @Test
    void aWholeSentenceHasNothingToComplainOf() {
        ShadowFigures figures = figures(sentence(5, MelStatus.OK, 0, 1, 2, 1, 3, 4));
        assertThat(figures).isEqualTo(new ShadowFigures(2000L, 1000, 15.0, 5.0, 1, 6, 0, 0, 0));
    }

    @Test
    void attentionThatStopsEarlyHasNotReachedTheEnd() {
        assertThat(figures(sentence(20, MelStatus.OK, 0, 8, 17)).getUnreached()).isZero();
        assertThat(figures(sentence(20, MelStatus.OK, 0, 8, 16)).getUnreached()).isEqualTo(1);
    }

    @Test
    void aVoiceThatMayStopEarlierReachesItsEndEarlier() {
        Speech.Sentence early = sentence(20, MelStatus.OK, 0, 8, 16);
        assertThat(figures(new AttentionLimits(4, 6, 3, 128), early).getUnreached())
                .isZero();
    }

    @Test
    void itIsHeldToTheLimitsOfTheVoiceThatSpeaks(@TempDir Path folder) throws Exception {
        AttentionLimits limits = new AttentionLimits(4, 6, 5, 128);
        BrokenVoice.abrupt(folder.resolve("en-abrupt"), "en-abrupt", "1", limits);
        SpeechSettings settings = TopologyFile.SPEECH.settings();
        try (CatalogVoices voices = new CatalogVoices(VoiceCatalog.scan(folder), VoiceOptions.DEFAULT)) {
            Speech spoken = new Synthesizer(voices, settings)
                    .speak(TestPipeline.event("u1", "Hello world.").build(), audio -> {});
            Speech.Sentence sentence = spoken.sentences().get(0);
            assertThat(sentence.symbols()).hasSize(13);
            assertThat(sentence.attended()[sentence.attended().length - 1]).isEqualTo(12 - 5);
            assertThat(SpeechFigures.of(spoken).getUnreached()).isZero();
        }
    }

    @Test
    void withoutAttentionTheLengthTellsWhetherTheEndWasReached() {
        ShadowFigures sound = figures(made(20, MelStatus.OK, 100)); // a second
        assertThat(sound.getFrames()).isEqualTo(100);
        assertThat(sound.getUnreached()).isZero();
        assertThat(sound.getBackwardFrames()).isZero();
        assertThat(figures(made(20, MelStatus.OK, 19)).getUnreached()).isEqualTo(1);
        assertThat(figures(made(20, MelStatus.OK, 1201)).getUnreached()).isEqualTo(1);
    }

    @Test
    void attentionThatGoesBackCountsItsFramesAndFlickerDoesNot() {
        assertThat(figures(sentence(9, MelStatus.OK, 0, 4, 3, 4, 2, 2, 8)).getBackwardFrames())
                .isEqualTo(2);
    }

    @Test
    void sentencesAddUpAndSilentOnesDoNotCount() {
        ShadowFigures figures = figures(
                sentence(2, MelStatus.CUT, 0, 1), sentence(0, MelStatus.OK), sentence(2, MelStatus.OK, 0, 1, 1));
        assertThat(figures.getSentences()).isEqualTo(2);
        assertThat(figures.getFrames()).isEqualTo(5);
        assertThat(figures.getCut()).isEqualTo(1);
    }
}
