package sori.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.corpus.Corpus;
import sori.graph.BrokenVoice;
import sori.graph.TinyVoice;
import sori.voice.Voice;
import sori.voice.VoiceOptions;

/** Figures of sentences that a model speaks freely. */
class HeldOutTest {
    private static final List<String> TEXTS = List.of("hello world.", "one two, one two.", "the text.");

    @TempDir
    private Path folder;

    private static Corpus.Utterance utterance(String text) {
        return new Corpus.Utterance("u" + TEXTS.indexOf(text), text, Path.of(""), List.of());
    }

    private static List<Prompt> unrecorded() {
        return TEXTS.stream()
                .map(text -> new Prompt(utterance(text), Optional.empty()))
                .toList();
    }

    private interface Use {
        void with(Speaker speaker) throws Exception;
    }

    private void speaker(Use use) throws Exception {
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 5);
        open(use);
    }

    private void open(Use use) throws Exception {
        try (Voice voice = Voice.open(folder.resolve("voice"), VoiceOptions.DEFAULT)) {
            use.with(Speaker.of(voice));
        }
    }

    /** Its own speech as the recordings, each of them made longer by a factor, by saying every frame so many times. */
    private static List<Prompt> recorded(Speaker speaker, int factor) throws Exception {
        int mels = speaker.format().mels();
        return speaker.speak(unrecorded(), () -> {}).sentences().stream()
                .map(sentence -> {
                    float[] slow = new float[sentence.mel().length * factor];
                    for (int i = 0; i < slow.length; i++) {
                        slow[i] = sentence.mel()[i / mels / factor * mels + i % mels];
                    }
                    return new Prompt(sentence.utterance(), Optional.of(new Prompt.Recording(slow, speaker.format())));
                })
                .toList();
    }

    @Test
    void soundSpeechFailsNowhere() throws Exception {
        speaker(speaker -> {
            int[] spoken = {0};
            HeldOut result = speaker.speak(unrecorded(), () -> spoken[0]++);
            assertThat(spoken[0]).isEqualTo(3);
            assertThat(result.figures())
                    .isEqualTo(Map.of(
                            "sentences", 3,
                            "stopped", 3,
                            "reachedEnd", 3,
                            "attentionCoverage", 1.0,
                            "skips", 0,
                            "repeats", 0,
                            "failed", 0));
        });
    }

    @Test
    void aRecordingLikeTheSpeechIsNotApartFromIt() throws Exception {
        speaker(speaker -> {
            HeldOut result = speaker.speak(recorded(speaker, 1), () -> {});
            assertThat(result.lengthRatio()).hasValue(1);
            assertThat(result.distortionDb()).hasValue(0);
            assertThat(result.failed()).isZero();
        });
    }

    @Test
    void speechOfHalfTheLengthIsNotYetAnotherSentenceAndOfAThirdIs() throws Exception {
        speaker(speaker -> {
            HeldOut half = speaker.speak(recorded(speaker, 2), () -> {});
            assertThat(half.figures()).containsEntry("durationRatio", 0.5).containsEntry("failed", 0);
            HeldOut third = speaker.speak(recorded(speaker, 3), () -> {});
            assertThat(third.figures())
                    .containsEntry("durationRatio", 0.333)
                    .containsEntry("melCepstralDistortionDb", 0.0)
                    .containsEntry("stopped", 3)
                    .containsEntry("failed", 3);
        });
    }

    @Test
    void speechWithoutEndFails() throws Exception {
        BrokenVoice.endless(folder.resolve("voice"), "en-tiny", "1");
        open(speaker -> assertThat(speaker.speak(unrecorded(), () -> {}).figures())
                .containsEntry("sentences", 3)
                .containsEntry("stopped", 0)
                .containsEntry("failed", 3));
    }

    @Test
    void textThatIsRushedThroughFails() throws Exception {
        BrokenVoice.hasty(folder.resolve("voice"), "en-tiny", "1");
        open(speaker -> assertThat(speaker.speak(unrecorded(), () -> {}).figures())
                .containsEntry("stopped", 3)
                .containsEntry("failed", 3));
    }

    @Test
    void textThatIsNotReadToItsEndFails() throws Exception {
        BrokenVoice.stuck(folder.resolve("voice"), "en-tiny", "1");
        open(speaker -> assertThat(speaker.speak(unrecorded(), () -> {}).figures())
                .containsEntry("stopped", 0)
                .containsEntry("reachedEnd", 0)
                .containsEntry("failed", 3));
    }

    @Test
    void numbersThatAreNoneEndTheMeasuring() throws Exception {
        BrokenVoice.notANumber(folder.resolve("voice"), "en-tiny", "1");
        open(speaker -> assertThatThrownBy(() -> speaker.speak(unrecorded(), () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the engine gave up"));
    }

    @Test
    void aModelWithoutAttentionHasNoFiguresOfIt() throws Exception {
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 5, Cell.GRU, Alignment.NONE);
        open(speaker -> {
            HeldOut spoken = speaker.speak(unrecorded(), () -> {});
            assertThat(spoken.figures()).isEqualTo(Map.of("sentences", 3, "stopped", 3, "failed", 0));
            assertThat(spoken.seconds()).isPositive();
            HeldOut third = speaker.speak(recorded(speaker, 3), () -> {});
            assertThat(third.failed()).as("the length alone tells").isEqualTo(3);
        });
    }

    @Test
    void sentencesHaveTheirOwnFiguresSoThatTheyCanBeGrouped() throws Exception {
        speaker(speaker -> {
            HeldOut all = speaker.speak(recorded(speaker, 2), () -> {});
            SpokenSentence second = all.sentences().get(1);
            assertThat(second.symbols()).hasSize(18);
            assertThat(second.lengthRatio().orElseThrow()).isEqualTo(0.5, within(1e-9));
            HeldOut one = new HeldOut(List.of(second));
            assertThat(one.seconds()).isEqualTo(second.seconds()).isLessThan(all.seconds());
            assertThat(one.figures()).containsEntry("sentences", 1);

            all.writeFigures(folder);
            List<String> lines = Files.readAllLines(folder.resolve("sentences.tsv"));
            assertThat(lines).hasSize(4);
            assertThat(lines.get(2).split("\t"))
                    .startsWith("u1", "18")
                    .endsWith("true", "true", "1.000", "0", "0", "0.500", "0.000", "one two, one two.");
            assertThat(Arrays.asList(lines.get(0).split("\t"))).hasSize(11);
        });
    }

    @Test
    void whatWasSpokenIsListedForARecognizer() throws Exception {
        speaker(speaker -> {
            HeldOut result = speaker.speak(unrecorded(), () -> {});
            result.writeAudio(speaker, folder.resolve("spoken"), () -> {});
            Path list = folder.resolve("spoken").resolve(HeldOut.LIST);
            assertThat(Files.readAllLines(list))
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(Path.of(line.split("\t")[0])).isNotEmptyFile());
            Path program = folder.resolve("recognizer");
            Files.writeString(program, "#!/bin/sh\necho \"WER $(wc -l < \"$1\").5 over all\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            assertThat(Listener.recognizer(program.toString()).hear(list)).isEqualTo(3.5);
        });
    }
}
