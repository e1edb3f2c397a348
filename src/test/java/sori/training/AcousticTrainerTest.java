package sori.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcousticTrainerTest {
    private static final long SCHEDULE = 200;

    @TempDir
    Path directory;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @Test
    void aResumedRunGoesOnExactly() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer whole = small.trainer();
        run(whole, small, 6);

        AcousticTrainer first = small.trainer();
        run(first, small, 3);
        first.save(directory.resolve("checkpoint.bin"));
        AcousticTrainer second = AcousticTrainer.resume(directory.resolve("checkpoint.bin"));
        run(second, small, 3);

        List<float[]> expected = whole.checkpoint().tensors();
        List<float[]> actual = second.checkpoint().tensors();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(second.step()).isEqualTo(6);
    }

    @Test
    void trainingLowersTheLossOfAFixedBatch() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer();
        double before = melLoss(trainer, small);
        run(trainer, small, 120);
        assertThat(melLoss(trainer, small)).isLessThan(0.985 * before);
    }

    private static double melLoss(AcousticTrainer trainer, SmallCorpus small) throws Exception {
        BatchSource source = small.source(trainer, 8);
        try (PointerScope scope = new PointerScope()) {
            return trainer.validate(source.batch(source.items(0))).losses().mel();
        }
    }

    @Test
    void lossesOfAListAreTheMeanOverItsBatches() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer();
        BatchSource source = small.source(trainer, 1);
        List<Corpus.Utterance> all = small.corpus.utterances();
        List<TeacherForced> parts = new ArrayList<>();
        for (List<Corpus.Utterance> part : List.of(all.subList(0, 16), all.subList(16, 24), all)) {
            parts.add(TeacherForced.measure(trainer, source, small.store, part, TimedSymbols.Form.PHONES));
        }
        double first = small.frames(all.subList(0, 16));
        double rest = small.frames(all.subList(16, 24));
        assertThat(parts.get(2).mel())
                .isCloseTo((first * parts.get(0).mel() + rest * parts.get(1).mel()) / (first + rest), within(0.02));
        assertThat(TeacherForced.measure(trainer, source, small.store, all, TimedSymbols.Form.PHONES))
                .isEqualTo(parts.get(2));
        assertThat(TeacherForced.measure(trainer, source, small.store, all, TimedSymbols.Form.CHARACTERS)
                        .guide())
                .isNotEqualTo(parts.get(2).guide());
    }

    @Test
    void theExportedGraphsComputeWhatTheModuleComputes() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer();
        run(trainer, small, 5);
        PackageExport.write(trainer, directory.resolve("graphs"));
        BatchSource source = small.source(trainer, 1);
        Batch.Item item = source.item(small.corpus.utterances().get(0), TimedSymbols.Form.MIXED, new Random(1));

        Parity parity = Parity.measure(trainer, source, item, directory.resolve("graphs"));

        assertThat(parity.worst()).isPositive().isLessThanOrEqualTo(Parity.BOUND);
    }

    @Test
    void theLearningRateWarmsUpStaysAndDecays() {
        assertThat(TrainingState.learningRate(0, 10_000)).isLessThan(1e-5);
        assertThat(TrainingState.learningRate(1000, 10_000)).isEqualTo(1e-3);
        assertThat(TrainingState.learningRate(6500, 10_000)).isBetween(4e-4, 6e-4);
        assertThat(TrainingState.learningRate(20_000, 10_000)).isLessThan(2.1e-5);
    }

    private static void run(AcousticTrainer trainer, SmallCorpus small, int steps) throws Exception {
        BatchSource source = small.source(trainer, 8);
        for (int i = 0; i < steps; i++) {
            trainer.train(source, SCHEDULE);
        }
    }
}
