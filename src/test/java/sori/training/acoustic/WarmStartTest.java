package sori.training.acoustic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.cli.lab.PredictCommandTest;
import sori.graph.TinyVoice;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.text.SymbolTable;
import sori.training.Budget;
import sori.training.Compute;
import sori.training.FlatParameters;
import sori.voice.VoicePackage;

class WarmStartTest {
    @TempDir
    Path directory;

    private SmallCorpus small;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @BeforeEach
    void makeACorpus() throws Exception {
        small = new SmallCorpus(directory, 24);
    }

    static List<AcousticShape> members() {
        return AcousticTrainerTest.members();
    }

    @ParameterizedTest
    @MethodSource("members")
    void anExportedVoiceGoesOnWithTheLossesThatItHad(AcousticShape shape) throws Exception {
        AcousticTrainer first = small.trainer(shape);
        train(first, 5);
        VoicePackage voice = VoicePackage.open(PredictCommandTest.packageOf(first, directory));
        first.state().useAverage();
        AcousticTrainer.Losses exported = losses(first);

        AcousticTrainer second = begin(voice, shape);
        assertSame(losses(second), exported);
        WarmStart.settle(second, small.source(second, 8));
        assertSame(losses(second), exported);
        second.state().useAverage();
        assertSame(losses(second), exported);
        assertThat(second.step()).isZero();

        Path checkpoint = directory.resolve("checkpoint.bin");
        second.save(checkpoint);
        assertThat(AcousticTrainer.resume(checkpoint).origin())
                .hasValueSatisfying(origin -> assertThat(origin.voice()).isEqualTo("en-small@1"));
    }

    private static void assertSame(AcousticTrainer.Losses actual, AcousticTrainer.Losses expected) {
        assertThat(actual.mel()).isCloseTo(expected.mel(), within(1e-4));
        assertThat(actual.gate()).isCloseTo(expected.gate(), within(1e-4));
        assertThat(actual.guide()).isCloseTo(expected.guide(), within(1e-4));
    }

    @Test
    void trainingBeginsWithTheFunctionThatWasExported() throws Exception {
        AcousticTrainer first = small.trainer();
        train(first, 5);
        VoicePackage voice = VoicePackage.open(PredictCommandTest.packageOf(first, directory));
        AcousticTrainer raw = begin(voice, SmallCorpus.SHAPE);
        AcousticTrainer settled = begin(voice, SmallCorpus.SHAPE);
        WarmStart.settle(settled, small.source(settled, 8));
        double speaking = losses(settled).mel();
        double ofRaw = train(raw, 1).mel();
        double ofSettled = train(settled, 1).mel();
        assertThat(Math.abs(ofSettled - speaking)).isLessThan(0.5 * Math.abs(ofRaw - speaking));
    }

    @Test
    void anotherSpeakersRecordingsBringTheirOwnMelStatistics() throws Exception {
        AcousticTrainer first = small.trainer();
        VoicePackage voice = VoicePackage.open(PredictCommandTest.packageOf(first, directory));
        float[] mean = first.statistics().mean().clone();
        float[] std = first.statistics().std().clone();
        for (int band = 0; band < mean.length; band++) {
            mean[band] += 0.5f + 0.01f * band;
            std[band] *= 1.5f;
        }
        AcousticTrainer second = new WarmStart(voice)
                .trainer(
                        SmallCorpus.SHAPE,
                        SmallCorpus.TABLE,
                        MelFormat.DEFAULT,
                        Optional.of(new MelStatistics(mean, std)),
                        Experiment.DEFAULT,
                        Compute.plain());

        assertThat(second.statistics().mean()).isEqualTo(mean);
        assertThat(begin(voice, SmallCorpus.SHAPE).statistics().mean())
                .isEqualTo(first.statistics().mean());
        assertThat(PackageExport.weights(second).values("mel.mean")).isEqualTo(mean);
        assertThat(PackageExport.weights(second).values("mel.std")).isEqualTo(std);
        assertThat(FlatParameters.copy(second.module().parameters().get("projection.weight")))
                .isEqualTo(PackageExport.weights(first).values("projection.weight"));
    }

    @Test
    void anotherModelSymbolTableOrMelFormatIsRefused() throws Exception {
        VoicePackage voice = TinyVoice.write(directory.resolve("tiny"), "en-tiny", "1", 1);
        AcousticShape shape = SmallCorpus.SHAPE;
        assertThatThrownBy(() -> begin(voice, shape.with(Cell.GRU, Alignment.ATTENTION)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of another model")
                .hasMessageContaining("give its --cell");
        assertThatThrownBy(() -> new WarmStart(voice)
                        .trainer(
                                shape,
                                SymbolTable.nvidia(),
                                MelFormat.DEFAULT,
                                Optional.empty(),
                                Experiment.DEFAULT,
                                Compute.plain()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another symbol table")
                .hasMessageContaining("93 symbols, not 148");
        MelFormat other = new MelFormat(16_000, 1024, 256, 1024, 80, 0, 8000, 1e-5);
        assertThatThrownBy(() -> new WarmStart(voice)
                        .trainer(
                                shape, SmallCorpus.TABLE, other, Optional.empty(), Experiment.DEFAULT, Compute.plain()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another mel format");
    }

    private static AcousticTrainer begin(VoicePackage voice, AcousticShape shape) throws IOException {
        return new WarmStart(voice)
                .trainer(
                        shape,
                        SmallCorpus.TABLE,
                        MelFormat.DEFAULT,
                        Optional.empty(),
                        Experiment.DEFAULT,
                        Compute.plain());
    }

    private AcousticTrainer.Losses train(AcousticTrainer trainer, int steps) throws IOException {
        BatchSource source = small.source(trainer, 8);
        AcousticTrainer.Losses losses = trainer.train(source, Budget.ofSteps(200));
        for (int i = 1; i < steps; i++) {
            losses = trainer.train(source, Budget.ofSteps(200));
        }
        return losses;
    }

    private AcousticTrainer.Losses losses(AcousticTrainer trainer) throws IOException {
        BatchSource source = small.source(trainer, 8);
        try (PointerScope scope = new PointerScope()) {
            return trainer.validate(source.batch(source.items(0))).losses();
        }
    }
}
