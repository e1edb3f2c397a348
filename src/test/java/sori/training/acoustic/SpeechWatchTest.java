package sori.training.acoustic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.AttentionLimits;
import sori.cli.lab.PredictCommandTest;
import sori.evaluate.HeldOut;
import sori.evaluate.Listener;
import sori.evaluate.Prompt;
import sori.evaluate.Speaker;
import sori.evaluate.SpeechFigures;
import sori.text.EmbedMode;
import sori.text.Lexicon;
import sori.text.SymbolEncoder;
import sori.training.Budget;
import sori.training.Checkpoint;
import sori.training.LossCurves;
import sori.voice.Voice;
import sori.voice.VoiceOptions;

/** A model that speaks while it is trained. */
class SpeechWatchTest {
    private static final int SENTENCES = 3;

    @TempDir
    private Path folder;

    private SmallCorpus small;
    private Path run;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @BeforeEach
    void corpus() throws Exception {
        small = new SmallCorpus(folder, 8);
        run = Files.createDirectories(folder.resolve("run"));
    }

    private List<Prompt> prompts() throws Exception {
        return Prompt.of(small.corpus.utterances().subList(0, SENTENCES), small.store);
    }

    private SpeechValidation validation(Optional<Listener> recognizer) throws Exception {
        SymbolEncoder letters = new SymbolEncoder(SmallCorpus.TABLE, Lexicon.EMPTY, EmbedMode.CHARACTERS);
        return new SpeechValidation(
                run, prompts(), letters, small.store.format(), 0, AttentionLimits.DEFAULT, recognizer);
    }

    private AcousticTrainer trained(int steps) throws Exception {
        AcousticTrainer trainer = small.trainer();
        BatchSource source = small.source(trainer, 4);
        for (int i = 0; i < steps; i++) {
            trainer.train(source, Budget.ofSteps(100));
        }
        return trainer;
    }

    @Test
    void itSpeaksWhatTheExportedPackageSpeaks() throws Exception {
        AcousticTrainer trainer = trained(2);
        SpeechFigures figures = validation(Optional.empty()).speak(trainer);
        try (Voice voice = Voice.open(PredictCommandTest.packageOf(trainer, folder), VoiceOptions.DEFAULT)) {
            HeldOut spoken = Speaker.of(voice).speak(prompts(), () -> {});
            assertThat(figures).isEqualTo(SpeechFigures.of(2, spoken, OptionalDouble.empty()));
        }
        assertThat(figures.sentences()).isEqualTo(SENTENCES);
        assertThat(figures.distortionDb()).isPositive();
        assertThat(figures.wordErrorRatePercent()).isNaN();
    }

    @Test
    void speakingChangesNothingThatIsTrained() throws Exception {
        AcousticTrainer trainer = trained(1);
        List<float[]> before = trainer.checkpoint().tensors();
        validation(Optional.empty()).speak(trainer);
        List<float[]> after = trainer.checkpoint().tensors();
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).isEqualTo(before.get(i));
        }
    }

    @Test
    void theFirstSentencesAreDrawnAndCanBeHeard() throws Exception {
        validation(Optional.empty()).speak(trained(1));
        Path speech = run.resolve("speech");
        assertThat(Files.readAllLines(speech.resolve("sentences.tsv"))).hasSize(1 + SENTENCES);
        for (String id : List.of("u0", "u1")) {
            assertThat(speech.resolve(id + ".png")).isNotEmptyFile();
            assertThat(speech.resolve(id + ".wav")).isNotEmptyFile();
        }
        assertThat(speech.resolve("u2.wav")).doesNotExist();
    }

    @Test
    void aRecognizerHearsAllOfThem() throws Exception {
        Path program = folder.resolve("recognizer");
        Files.writeString(program, "#!/bin/sh\necho \"WER $(wc -l < \"$1\").25\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        SpeechFigures figures =
                validation(Optional.of(Listener.recognizer(program.toString()))).speak(trained(1));
        assertThat(figures.wordErrorRatePercent()).isEqualTo(SENTENCES + 0.25);
        assertThat(run.resolve("speech").resolve("u2.wav")).isNotEmptyFile();
    }

    @Test
    void itSpeaksWhenTheIntervalIsPassedAndAtTheEnd() throws Exception {
        AcousticTrainer trainer = small.trainer();
        BatchSource source = small.source(trainer, 4);
        SpeechWatch watch = new SpeechWatch(run, validation(Optional.empty()), 4);
        StringBuilder spoken = new StringBuilder();
        while (trainer.step() < 9) {
            trainer.train(source, Budget.ofSteps(100));
            if (trainer.step() % 3 == 0) { // as at checkpoints
                watch.validate(trainer)
                        .ifPresent(figures -> spoken.append(figures.step()).append(' '));
            }
        }
        assertThat(spoken).hasToString("6 9 ");
        assertThat(watch.finish(trainer)).as("it has just spoken").isEmpty();
        trainer.train(source, Budget.ofSteps(100));
        assertThat(new SpeechWatch(run, validation(Optional.empty()), 4).validate(trainer))
                .as("a resumed run knows when it last spoke")
                .isEmpty();
        assertThat(watch.finish(trainer)).isPresent();
        assertThat(LossCurves.rows(run.resolve("speech.tsv")))
                .extracting(row -> row[0])
                .containsExactly(6.0, 9.0, 10.0);
        assertThat(LossCurves.rows(run.resolve("speech.tsv")))
                .as("processor time")
                .allSatisfy(row -> assertThat(row[row.length - 1]).isPositive());
        assertThat(run.resolve("speech.png")).isNotEmptyFile();
        assertThat(run.resolve("distortion.png")).isNotEmptyFile();
    }

    @Test
    void theCheckpointThatSpokeBestIsKept() throws Exception {
        AcousticTrainer first = trained(1);
        AcousticTrainer second = trained(2);
        assertThat(consider(first, 1, 4)).isTrue();
        assertThat(consider(second, 2, 5)).isFalse();
        assertThat(best().step()).isEqualTo(1);
        assertThat(consider(second, 2, 3)).isTrue();
        assertThat(best().step()).isEqualTo(2);
        assertThat(BestCheckpoint.of(run).figures().orElseThrow().distortionDb())
                .as("the last line of its step")
                .isEqualTo(3);
    }

    private boolean consider(AcousticTrainer trainer, long step, double distortionDb) throws Exception {
        SpeechFigures figures = new SpeechFigures(step, 8, 0, 8, 1, 0, 0, 1, distortionDb, Double.NaN);
        return BestCheckpoint.of(run).consider(figures, 0.5, trainer);
    }

    private AcousticTrainer.Header best() throws Exception {
        return Checkpoint.read(run.resolve("best.bin"), AcousticTrainer.Header.class)
                .header();
    }
}
