package sori.training.acoustic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.corpus.Corpus;
import sori.corpus.TimedSymbols;
import sori.training.Budget;
import sori.training.FlatParameters;
import sori.training.Learning;

class AcousticTrainerTest {
    private static final Budget BUDGET = Budget.ofSteps(200);

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
    void aRunUnderACriticGoesOnExactlyAndTheCriticIsInTheCheckpoint() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        CriticSettings adversary = new CriticSettings(0.5, 2, 1e-3);
        AcousticTrainer whole = small.trainer();
        whole.challenge(adversary);
        run(whole, small, 6);

        AcousticTrainer first = small.trainer();
        first.challenge(adversary);
        run(first, small, 3);
        Path file = directory.resolve("checkpoint.bin");
        first.save(file);
        AcousticTrainer unheard = AcousticTrainer.resume(file); // as 'export' opens it: the critic is kept
        unheard.save(file);
        AcousticTrainer second = AcousticTrainer.resume(file);
        second.challenge(adversary);
        run(second, small, 3);

        List<float[]> expected = whole.checkpoint().tensors();
        List<float[]> actual = second.checkpoint().tensors();
        assertThat(actual).hasSameSizeAs(expected);
        assertThat(actual.size())
                .isGreaterThan(small.trainer().checkpoint().tensors().size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void aCriticLearnsToTellMelsAndMovesTheModelAndWithoutItNothingChanges() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer plain = small.trainer();
        AcousticTrainer unchallenged = small.trainer();
        unchallenged.challenge(CriticSettings.DEFAULT);
        AcousticTrainer challenged = small.trainer();
        challenged.challenge(new CriticSettings(0.5, 2, 1e-3));
        BatchSource source = small.source(plain, 8);
        double firstLoss = challenged.train(source, BUDGET).critic();
        run(challenged, small, 24);
        double lastLoss = challenged.train(source, BUDGET).critic();
        run(plain, small, 3);
        run(unchallenged, small, 3);

        assertThat(lastLoss).isBetween(0.0, 0.6 * firstLoss);
        assertThat(plain.train(source, BUDGET).critic()).isNaN();
        run(unchallenged, small, 1);
        assertThat(unchallenged.checkpoint().tensors().get(0))
                .isEqualTo(plain.checkpoint().tensors().get(0));
        AcousticTrainer gentle = small.trainer();
        gentle.challenge(new CriticSettings(1e-6, 2, 1e-3));
        AcousticTrainer harsh = small.trainer();
        harsh.challenge(new CriticSettings(10, 2, 1e-3));
        run(gentle, small, 3);
        run(harsh, small, 3);
        assertThat(harsh.checkpoint().tensors().get(0))
                .isNotEqualTo(gentle.checkpoint().tensors().get(0));
    }

    private static AcousticTrainer.Losses losses(AcousticTrainer trainer, SmallCorpus small) throws Exception {
        BatchSource source = small.source(trainer, 8);
        try (PointerScope scope = new PointerScope()) {
            return trainer.validate(source.batch(source.items(0))).losses();
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

    @ParameterizedTest
    @MethodSource("members")
    void theExportedGraphsComputeWhatTheModuleComputes(AcousticShape shape) throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer(shape);
        run(trainer, small, 5);
        PackageExport.write(trainer, directory.resolve("graphs"));
        BatchSource source = small.source(trainer, 1);
        Batch.Item item = source.item(small.corpus.utterances().get(0), TimedSymbols.Form.MIXED, new Random(1));

        Parity parity = Parity.measure(trainer, source, item, directory.resolve("graphs"));

        assertThat(parity.worst()).isPositive().isLessThanOrEqualTo(Parity.BOUND);
    }

    @Test
    void theLearningRateWarmsUpStaysAndDecays() {
        assertThat(Learning.DEFAULT.rateAt(0, 0)).isLessThan(1e-5);
        assertThat(Learning.DEFAULT.rateAt(1000, 0.1)).isEqualTo(1e-3);
        assertThat(Learning.DEFAULT.rateAt(6500, 0.65)).isBetween(4e-4, 6e-4);
        assertThat(Learning.DEFAULT.rateAt(20_000, 2)).isLessThan(2.1e-5);
    }

    @Test
    void processorTimeIsCountedOverResumptionsAndEndsTheRun() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer first = small.trainer();
        run(first, small, 1);
        double used = first.state().cpuSeconds();
        assertThat(used).isPositive();
        first.save(directory.resolve("checkpoint.bin"));
        AcousticTrainer second = AcousticTrainer.resume(directory.resolve("checkpoint.bin"));
        assertThat(second.state().cpuSeconds()).isEqualTo(used);
        assertThat(second.state().spent(Budget.ofCpuMinutes(used / 61))).isTrue();
        Budget longer = Budget.ofCpuMinutes(used / 59);
        assertThat(second.state().spent(longer)).isFalse();
        second.train(small.source(second, 8), longer);
        assertThat(second.state().cpuSeconds()).isGreaterThan(used);
    }

    @ParameterizedTest
    @MethodSource("members")
    void everyMemberOfTheFamilyLearnsAndIsResumedAsWhatItIs(AcousticShape shape) throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer(shape);
        double before = losses(trainer, small).total();
        run(trainer, small, 50);
        assertThat(losses(trainer, small).total()).isLessThan(0.995 * before);
        trainer.save(directory.resolve("checkpoint.bin"));
        AcousticTrainer resumed = AcousticTrainer.resume(directory.resolve("checkpoint.bin"));
        assertThat(resumed.module().shape()).isEqualTo(shape);
        assertThat(resumed.checkpoint().tensors())
                .containsExactlyElementsOf(trainer.checkpoint().tensors());
    }

    static List<AcousticShape> members() {
        return Stream.of(Cell.values())
                .flatMap(
                        cell -> Stream.of(Alignment.values()).map(alignment -> SmallCorpus.SHAPE.with(cell, alignment)))
                .toList();
    }

    @Test
    void withoutAttentionATextsVectorIsThatOfItsOwnLastSymbols() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer(SmallCorpus.SHAPE.with(Cell.GRU, Alignment.NONE));
        BatchSource source = small.source(trainer, 8);
        List<Batch.Item> items = source.items(0);
        Batch.Item shortest = Collections.min(
                items, Comparator.comparingInt(item -> item.symbols().length()));
        assertThat(items)
                .anyMatch(item -> item.symbols().length() > shortest.symbols().length());
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            float[] alone = FlatParameters.copy(trainer.module()
                    .forward(source.batch(List.of(shortest)), false)
                    .coarse());
            float[] padded = FlatParameters.copy(trainer.module()
                    .forward(source.batch(items), false)
                    .coarse()
                    .select(0, items.indexOf(shortest)));
            assertThat(Arrays.copyOf(padded, alone.length)).containsExactly(alone, within(1e-5f));
        }
    }

    private static void run(AcousticTrainer trainer, SmallCorpus small, int steps) throws Exception {
        BatchSource source = small.source(trainer, 8);
        for (int i = 0; i < steps; i++) {
            trainer.train(source, BUDGET);
        }
    }
}
