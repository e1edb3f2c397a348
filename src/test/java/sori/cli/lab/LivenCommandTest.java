package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import sori.audio.Resampler;
import sori.audio.Wav;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.ToneCorpus;
import sori.evaluate.PitchRange;
import sori.graph.PitchGain;
import sori.graph.TinyVoice;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.vocoder.NeuralVocoder;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** A pitch that moves as far as in recordings. */
class LivenCommandTest {
    private static final Path SHIPPED = Path.of("models/en-slt");

    @TempDir
    private Path folder;

    private static float[] recorded(int number) throws IOException {
        Wav wav = Wav.read(SHIPPED.resolve("samples/" + number + "-teacher.wav"));
        float[] samples = new Resampler(wav.sampleRateHz(), MelFormat.DEFAULT.sampleRateHz()).resample(wav.samples());
        return new MelExtractor(MelFormat.DEFAULT).extract(samples);
    }

    private static float[] heard(VoicePackage voice, float[] mel) throws Exception {
        try (NeuralVocoder vocoder = (NeuralVocoder) voice.vocoder(OnnxRuntime.start(Provider.CPU))) {
            return vocoder.voicedLogHz(mel);
        }
    }

    /** A corpus whose recordings are the teacher's, under texts of the validation list. */
    private void corpus() throws Exception {
        StringBuilder metadata = new StringBuilder();
        try (FeatureStore store = FeatureStore.open(folder.resolve("features"), MelFormat.DEFAULT)) {
            List<String> texts = ToneCorpus.texts(3);
            for (int i = 0; i < texts.size(); i++) {
                metadata.append("t" + i + "|" + texts.get(i) + "\n");
                store.add("t" + i, recorded(i % 3 + 1), 0);
            }
        }
        Files.writeString(folder.resolve(Corpus.METADATA), metadata);
    }

    private int liven(Path voice, String version) {
        return new CommandLine(new LivenCommand())
                .execute(
                        voice.toString(),
                        "--corpus=" + folder,
                        "--features=" + folder.resolve("features"),
                        "--release=" + version);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.7, 1, 1.3})
    void theDistanceFromTheLevelIsScaledAndNothingElse(double gain) throws Exception {
        VoicePackage voice = VoicePackage.open(SHIPPED);
        float[] plain = heard(voice, recorded(1));
        ModelProto before = ModelProto.parseFrom(voice.bytes(VoicePackage.VOCODER));
        VoicePackage copy = VoicePackageWriter.copy(voice, folder.resolve("copy"), "7");
        ModelProto after = PitchGain.of(before, gain, 5);
        Files.write(copy.directory().resolve(VoicePackage.VOCODER), after.toByteArray());
        VoicePackage lively = VoicePackageWriter.withVocoder(
                copy,
                "8",
                voice.manifest().vocoder(),
                voice.manifest().license(),
                voice.manifest().provenance(),
                voice.manifest().figures());
        float[] scaled = heard(lively, recorded(1));
        assertThat(scaled).hasSameSizeAs(plain); // the same frames are voiced
        for (int i = 0; i < plain.length; i++) {
            assertThat((double) scaled[i]).isCloseTo(5 + gain * (plain[i] - 5), within(1e-4));
        }
    }

    @Test
    void afterwardsItMovesAsFarAsTheRecordings() throws Exception {
        corpus();
        Path voice = folder.resolve("voice");
        VoicePackageWriter.copy(VoicePackage.open(SHIPPED), voice, "1");
        LabFiles files = new LabFiles();
        files.corpus = folder;
        files.features = folder.resolve("features");
        PitchRange before = PitchRange.of(VoicePackage.open(voice), files.validationPrompts(50))
                .orElseThrow();

        assertThat(liven(voice, "1")).isEqualTo(1);
        assertThat(liven(voice, "2")).isZero();

        VoicePackage livened = VoicePackage.open(voice);
        livened.verify();
        assertThat(livened.manifest().id()).hasToString("en-slt@2");
        assertThat(PitchRange.isLivened(livened)).isTrue();
        PitchRange after = PitchRange.of(livened, files.validationPrompts(50)).orElseThrow();
        double gain = before.gain(1);
        assertThat(gain).isNotCloseTo(1, within(0.02));
        assertThat(after.spokenSemitones() / before.spokenSemitones()).isCloseTo(gain, within(0.01));
        assertThat(after.levelLogHz()).isCloseTo(before.levelLogHz(), within(1e-3));
        assertThat(liven(voice, "3")).isEqualTo(1); // twice would be too far
        assertThat(VoicePackage.open(voice).manifest().version()).isEqualTo("2");
    }

    @Test
    void aVoiceThatHearsNoPitchIsLeftAlone() throws Exception {
        corpus();
        Path voice = folder.resolve("tiny");
        TinyVoice.write(voice, "en-tiny", "1", 5);
        assertThat(liven(voice, "2")).isEqualTo(1);
        assertThat(VoicePackage.open(voice).manifest().version()).isEqualTo("1");
    }
}
