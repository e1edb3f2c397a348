package sori.training.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
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
import sori.graph.TinyVoice;
import sori.graph.VocoderGraph;
import sori.graph.VocoderWeights;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;
import sori.training.HostTensors;
import sori.training.Learning;
import sori.vocoder.VocoderShape;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

class VocoderStartTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final VocoderShape SHAPE = VocoderShape.tiny(FORMAT);

    @TempDir
    Path directory;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    private VoicePackage voice;

    @BeforeEach
    void speak() throws Exception {
        voice = TinyVoice.write(directory.resolve("voice"), "en-tiny", "1", 1);
    }

    private VoicePackage with(VocoderWeights weights) throws Exception {
        Files.write(voice.directory().resolve(VoicePackage.VOCODER), VocoderGraph.bytes(weights));
        VoicePackageWriter.withVocoder(
                voice,
                "2",
                new VocoderSpec.Neural(weights.shape()),
                voice.manifest().license(),
                voice.manifest().provenance(),
                Map.of());
        return VoicePackage.open(voice.directory());
    }

    private static VocoderTrainer begin(VoicePackage from, MelFormat format) throws IOException {
        return VocoderStart.from(from, format, Learning.DEFAULT, 5, HostTensors.device());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRunBeginsWithTheVocoderOfThePackage(long seed) throws Exception {
        VocoderWeights weights = VocoderWeights.random(SHAPE, FORMAT, seed);
        VocoderTrainer trainer = begin(with(weights), FORMAT);

        Random random = new Random(seed);
        float[] mel = new float[30 * FORMAT.mels()];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (-5 + 2 * random.nextGaussian());
        }
        VocoderParity parity = VocoderParity.measure(trainer, mel, VocoderGraph.bytes(weights));
        assertThat(parity.holds()).as("%s", parity).isTrue();
        assertThat(trainer.statistics().mean()).isEqualTo(weights.statistics().mean());
        assertThat(Objects.requireNonNull(trainer.origin()).voice()).isEqualTo("en-tiny@2");

        trainer.save(directory.resolve("checkpoint.bin"));
        assertThat(VocoderTrainer.resume(directory.resolve("checkpoint.bin")).origin())
                .isEqualTo(trainer.origin());
    }

    @Test
    void aPackageWithoutTrainedVocoderIsRefused() {
        assertThatThrownBy(() -> begin(voice, FORMAT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("en-tiny@1")
                .hasMessageContaining("no vocoder that was trained here");
    }

    @Test
    void anotherMelFormatIsRefused() throws Exception {
        VoicePackage from = with(VocoderWeights.random(SHAPE, FORMAT, 1));
        MelFormat other = new MelFormat(16_000, 1024, 256, 1024, 80, 0, 8000, 1e-5);
        assertThatThrownBy(() -> begin(from, other)).hasMessageContaining("another mel format");
    }

    @Test
    void aGraphOfAnotherTrainerIsRefusedByTheTensorThatItLacks() throws Exception {
        byte[] graph = VocoderGraph.bytes(VocoderWeights.random(SHAPE, FORMAT, 1));
        VocoderShape deeper = new VocoderShape(
                SHAPE.mels(), SHAPE.channels(), SHAPE.blocks() + 1, SHAPE.kernel(), SHAPE.hidden(), 2, 512, 2);
        assertThatThrownBy(() -> VocoderWeights.read(graph, deeper, FORMAT)).hasMessageContaining("block.2.");
        VocoderShape wider = new VocoderShape(
                SHAPE.mels(), SHAPE.channels() + 1, SHAPE.blocks(), SHAPE.kernel(), SHAPE.hidden(), 2, 512, 2);
        assertThatThrownBy(() -> VocoderWeights.read(graph, wider, FORMAT)).hasMessageContaining("embed.weight");
    }

    /** Whatever a recording's polarity and delay, the first guess of the phases is nearer to it than chance. */
    @ParameterizedTest
    @ValueSource(doubles = {1, -1})
    void phasesSettleWhereRecordingsHaveThem(double polarity) throws Exception {
        SegmentSource source;
        VocoderTrainer trainer;
        try (FeatureStore store = FeatureStore.open(directory.resolve("features"), FORMAT)) {
            Corpus corpus = buzz(store, polarity);
            trainer = new VocoderTrainer(SHAPE, FORMAT, store.statistics(), 3);
            source = new SegmentSource(corpus.utterances(), store, trainer.statistics(), SHAPE, 2, 16, 1e9, 3);
            double before = trainer.validate(source).phase();
            VocoderStart.settle(trainer, source);
            double after = trainer.validate(source).phase();
            assertThat(before).isGreaterThan(0.7);
            assertThat(after).isLessThan(0.6 * before);
        }
    }

    /** Recordings of a voice whose harmonics meet once a period, 3 ms late. */
    private Corpus buzz(FeatureStore store, double polarity) throws IOException {
        Files.createDirectories(directory.resolve("wavs"));
        StringBuilder metadata = new StringBuilder();
        for (int recording = 0; recording < 3; recording++) {
            double hz = 150 + 40 * recording;
            float[] samples = new float[60 * FORMAT.hopSamples()];
            Random random = new Random(recording);
            for (int n = 0; n < samples.length; n++) {
                double t = (double) n / FORMAT.sampleRateHz() - 0.003;
                for (int harmonic = 1; harmonic < 20; harmonic++) {
                    samples[n] += (float) (polarity * 0.05 * Math.cos(2 * Math.PI * harmonic * hz * t));
                }
                samples[n] += (float) (1e-3 * random.nextGaussian());
            }
            String id = "u" + recording;
            new Wav(samples, FORMAT.sampleRateHz()).write(directory.resolve("wavs/" + id + ".wav"));
            store.add(id, new MelExtractor(FORMAT).extract(samples), 0);
            metadata.append(id).append("|x|buzz ").append(recording).append('\n');
        }
        Files.writeString(directory.resolve(Corpus.METADATA), metadata);
        return Corpus.read(directory);
    }
}
