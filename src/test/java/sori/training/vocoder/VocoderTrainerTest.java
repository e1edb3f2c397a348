package sori.training.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.audio.Wav;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.graph.VocoderGraph;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;
import sori.training.Budget;
import sori.training.acoustic.AcousticTrainer;
import sori.vocoder.VocoderShape;

class VocoderTrainerTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final Budget BUDGET = Budget.ofSteps(200);

    @TempDir
    Path directory;

    private FeatureStore store;
    private Corpus corpus;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    /** Recordings of gliding tones. */
    @BeforeEach
    void record() throws IOException {
        Files.createDirectories(directory.resolve("wavs"));
        store = FeatureStore.open(directory.resolve("features"), FORMAT);
        StringBuilder metadata = new StringBuilder();
        Random random = new Random(7);
        for (int i = 0; i < 4; i++) {
            float[] samples = new float[40 * FORMAT.hopSamples()];
            double hz = 200 + 100 * random.nextDouble();
            for (int n = 0; n < samples.length; n++) {
                double t = (double) n / FORMAT.sampleRateHz();
                double tone = Math.sin(2 * Math.PI * (hz * t + 150 * t * t));
                samples[n] = (float) (0.3 * tone + 0.002 * random.nextGaussian());
            }
            new Wav(samples, FORMAT.sampleRateHz()).write(directory.resolve("wavs/u" + i + ".wav"));
            store.add("u" + i, new MelExtractor(FORMAT).extract(samples), 0);
            metadata.append("u")
                    .append(i)
                    .append("|tone ")
                    .append(i)
                    .append("|tone ")
                    .append(i)
                    .append('\n');
        }
        Files.writeString(directory.resolve(Corpus.METADATA), metadata);
        corpus = Corpus.read(directory);
    }

    private VocoderTrainer trainer() throws IOException {
        return new VocoderTrainer(VocoderShape.tiny(FORMAT), FORMAT, store.statistics(), 3);
    }

    private VocoderTrainer trainer(boolean adversarial) throws IOException {
        VocoderTrainer trainer = trainer();
        if (adversarial) {
            trainer.contest();
        }
        return trainer;
    }

    private SegmentSource source(VocoderTrainer trainer) throws IOException {
        return new SegmentSource(
                corpus.utterances(),
                store,
                trainer.statistics(),
                trainer.module().shape(),
                2,
                16,
                1e9,
                3);
    }

    private void run(VocoderTrainer trainer, int steps) throws IOException {
        SegmentSource source = source(trainer);
        for (int i = 0; i < steps; i++) {
            trainer.train(source, BUDGET);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResumedRunGoesOnExactly(boolean adversarial) throws Exception {
        VocoderTrainer whole = trainer(adversarial);
        run(whole, 4);

        VocoderTrainer first = trainer(adversarial);
        run(first, 2);
        first.save(directory.resolve("run/checkpoint.bin"));
        VocoderTrainer second = VocoderTrainer.resume(directory.resolve("run/checkpoint.bin"));
        run(second, 2);

        List<float[]> expected = whole.checkpoint().tensors();
        List<float[]> actual = second.checkpoint().tensors();
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).isEqualTo(expected.get(i));
        }
        assertThat(second.state().step()).isEqualTo(4);
        assertThat(second.adversarySteps()).isEqualTo(adversarial ? 4 : 0);
    }

    @Test
    void discriminatorsMayJoinARunOnItsWay() throws Exception {
        VocoderTrainer trainer = trainer();
        run(trainer, 2);
        assertThat(trainer.lastContest()).isNull();
        trainer.contest();
        run(trainer, 1);
        assertThat(trainer.lastContest()).isNotNull();
        assertThat(trainer.adversarySteps()).isEqualTo(1);
        assertThat(trainer.state().step()).isEqualTo(3);
    }

    @Test
    void underDiscriminatorsTheDistanceFromTheRecordingsStillFalls() throws Exception {
        VocoderTrainer trainer = trainer(true);
        double before = trainer.validate(source(trainer)).mel();
        run(trainer, 60);
        assertThat(trainer.validate(source(trainer)).mel()).isLessThan(0.96 * before);
    }

    @Test
    void trainingLowersTheLossOfAFixedBatch() throws Exception {
        VocoderTrainer trainer = trainer();
        double before = trainer.validate(source(trainer)).total();
        run(trainer, 60);
        assertThat(trainer.validate(source(trainer)).total()).isLessThan(0.96 * before);
    }

    @Test
    void theExportedGraphSpeaksAsTheModuleDoes() throws Exception {
        VocoderTrainer trainer = trainer();
        run(trainer, 3);
        byte[] graph = VocoderGraph.bytes(trainer.weights());

        VocoderParity parity = VocoderParity.measure(trainer, store.read(store.entry("u0")), graph);

        assertThat(parity.holds()).as("%s", parity).isTrue();
    }

    @Test
    void aCheckpointOfAnotherModelIsRefused() throws Exception {
        VocoderTrainer trainer = trainer();
        Path checkpoint = directory.resolve("checkpoint.bin");
        trainer.save(checkpoint);
        assertThatThrownBy(() -> AcousticTrainer.resume(checkpoint))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another kind of model");
    }
}
