package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.client.SpokenUtterance;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.TextEvent;
import sori.stream.stage.FakeVoices;
import sori.synthesis.SourceOffset;
import sori.synthesis.Speech;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.synthesis.Synthesizer;
import sori.topology.TopologyFile;

/** What is made beside the pipeline is what the pipeline makes. */
class SynthesizerTest {
    private static final SpeechSettings SETTINGS = TopologyFile.SPEECH.settings();

    private static final SourceOffset SOURCE = new SourceOffset("speech.text", 0, 0);

    @TempDir
    private Path state;

    @Test
    void audioIsThatOfThePipelineChunkByChunk() throws Exception {
        TextEvent event =
                TestPipeline.event("u1", "one two three. four five. six").build();
        Speech speech = new Synthesizer(new FakeVoices(), SETTINGS)
                .speak(event, "room".getBytes(StandardCharsets.UTF_8), SOURCE, audio -> {});
        try (TestPipeline pipeline = new TestPipeline(TopologyFile.SPEECH, new FakeVoices(), state)) {
            pipeline.publish("room", event);
            pipeline.advance(Duration.ofMillis(5));
            assertThat(untimed(speech.audio())).isNotEmpty().isEqualTo(untimed(pipeline.audio()));
        }
    }

    /** What lies in no topic has no time. */
    private static List<AudioChunk> untimed(List<AudioChunk> audio) {
        return audio.stream()
                .map(chunk ->
                        AudioChunk.newBuilder(chunk).setEventTimestamp(null).build())
                .toList();
    }

    private static MelChunk untimed(MelChunk chunk) {
        return MelChunk.newBuilder(chunk)
                .setEventTimestamp(null)
                .setReadyAt(null)
                .build();
    }

    @Test
    void chunksAreHandedOutAsTheyAreMade() throws Exception {
        List<AudioChunk> heard = new ArrayList<>();
        Speech speech = new Synthesizer(new FakeVoices(), SETTINGS)
                .speak(TestPipeline.event("u1", "one. two").build(), heard::add);
        assertThat(heard).isEqualTo(speech.audio());
        assertThat(heard.get(heard.size() - 1).getLast()).isTrue();
        assertThat(speech.pcm()).isEqualTo(new SpokenUtterance(heard).pcm());
    }

    @Test
    void framesAndAttentionAreThoseOfThePipeline() throws Exception {
        TextEvent event =
                TestPipeline.event("u1", "one two three. four five. six").build();
        try (TestPipeline pipeline =
                new TestPipeline(TopologyFile.SPEECH.withTap(Stage.MEL), new FakeVoices(), state)) {
            pipeline.publish("room", event);
            pipeline.advance(Duration.ofMillis(5));
            List<MelChunk> tapped = pipeline.read(Topics.MEL);
            SpokenUtterance heard = pipeline.utterances().get(0);

            Speech speech = new Synthesizer(new FakeVoices(), SETTINGS)
                    .speak(event, "room".getBytes(StandardCharsets.UTF_8), SOURCE, audio -> {});

            assertThat(speech.samples()).isEqualTo(heard.pcm().length / 2);
            assertThat(speech.sentences()).hasSize(3);
            assertThat(speech.sentences().stream()
                            .flatMap(each -> each.chunks().stream())
                            .map(SynthesizerTest::untimed))
                    .containsExactlyElementsOf(
                            tapped.stream().map(SynthesizerTest::untimed).toList());
            assertThat(heard.marks().get(3).getFirstSample())
                    .isEqualTo(speech.sentences().get(1).firstSample());
        }
    }

    @Test
    void whatNobodyCanSpeakIsRefusedWithTheReason() {
        TextEvent event = TestPipeline.event("u1", "one").setVoice("nobody").build();
        assertThatThrownBy(() -> new Synthesizer(new FakeVoices(), SETTINGS).speak(event, audio -> {}))
                .hasMessageContaining("nobody");
    }

    @Test
    void anEngineThatGivesUpIsARefusal() {
        TextEvent event = TestPipeline.event("u1", "mute").build();
        assertThatThrownBy(() -> new Synthesizer(new FakeVoices(), SETTINGS).speak(event, audio -> {}))
                .hasMessageContaining("the engine broke");
    }
}
