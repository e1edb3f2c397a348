package sori.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioScanTest {
    private static final double SILENCE = 0.01;

    @TempDir
    private Path directory;

    @Test
    void tellsWhereSoundBeginsAndEndsAndHowMuchIsClipped() throws IOException {
        float[] samples = new float[10_000];
        Arrays.fill(samples, 2_000, 7_000, 0.25f);
        Arrays.fill(samples, 3_000, 3_005, 1f); // a run of five
        Arrays.fill(samples, 4_000, 4_002, -1f); // two alone are a loud sample, not a clipped one
        Arrays.fill(samples, 8_000, 9_000, 0.005f);
        new Wav(samples, 10_000).write(directory.resolve("a.wav"));
        AudioScan scan = AudioScan.read(directory.resolve("a.wav"), SILENCE);
        assertThat(scan.seconds()).isEqualTo(1);
        assertThat(scan.soundSeconds()).isEqualTo(0.5);
        assertThat(scan.clippedSamples()).isEqualTo(5);
        assertThat(scan.peak()).isEqualTo(1);
        assertThat(scan.missingBytes()).isZero();
        assertThat(scan.bits()).isEqualTo(16);
        assertThat(scan.channels()).isEqualTo(1);
    }

    @Test
    void silenceHasNoSound() throws IOException {
        new Wav(new float[100], 100).write(directory.resolve("a.wav"));
        AudioScan scan = AudioScan.read(directory.resolve("a.wav"), SILENCE);
        assertThat(scan.soundSeconds()).isZero();
        assertThat(scan.seconds()).isEqualTo(1);
    }

    @ParameterizedTest(name = "format {0}, {1} bits, {2} channels")
    @CsvSource({"1, 8, 1", "1, 24, 2", "3, 32, 1", "3, 64, 2"})
    void piecesAddUpToTheWholeFile(int tag, int bits, int channels) throws IOException {
        Random random = new Random(bits);
        double[] values = random.doubles(50_000, -0.9, 0.9).toArray();
        byte[] bytes = WavTest.riff(WavTest.format(tag, bits, channels, false), WavTest.data(tag, bits, values));
        Wav whole = Wav.parse(bytes);
        AudioScan scan = AudioScan.read(Files.write(directory.resolve("a.wav"), bytes), 0);
        double peak = 0;
        for (float sample : whole.samples()) {
            peak = Math.max(peak, Math.abs(sample));
        }
        assertThat(scan.peak()).isEqualTo(peak);
        assertThat(scan.seconds()).isCloseTo(whole.seconds(), within(1e-9));
        assertThat(scan.soundSeconds()).isEqualTo(scan.seconds());
        assertThat(scan.bits()).isEqualTo(bits);
        assertThat(scan.channels()).isEqualTo(channels);
        assertThat(scan.real()).isEqualTo(tag == 3);
    }

    @Test
    void theSameSamplesHaveTheSameHashUnderAnotherHeader() throws IOException {
        double[] values = {0.5, 0.25, -0.5};
        byte[] data = WavTest.data(1, 16, values);
        Path other = Files.write(directory.resolve("a.wav"), WavTest.riff(WavTest.format(1, 16, 1, true), data));
        Path written = directory.resolve("b.wav");
        new Wav(new float[] {0.5f, 0.25f, -0.5f}, 22050).write(written);
        assertThat(AudioScan.read(other, SILENCE).sha256())
                .isEqualTo(AudioScan.read(written, SILENCE).sha256());
        new Wav(new float[] {0.5f, 0.25f, 0.5f}, 22050).write(written);
        assertThat(AudioScan.read(other, SILENCE).sha256())
                .isNotEqualTo(AudioScan.read(written, SILENCE).sha256());
    }

    @Test
    void missesWhatAHeaderPromisesUnlessItsWriterDidNotKnow() throws IOException {
        Path file = directory.resolve("a.wav");
        new Wav(new float[100], 100).write(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 50));
        assertThat(AudioScan.read(file, SILENCE).missingBytes()).isEqualTo(50);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1);
        Files.write(file, bytes);
        assertThat(AudioScan.read(file, SILENCE).missingBytes()).isZero();
        assertThat(AudioScan.read(file, SILENCE).seconds()).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotReadAndNamesIt() throws IOException {
        Path file = Files.writeString(directory.resolve("b.wav"), "these bytes are no audio at all");
        assertThatThrownBy(() -> AudioScan.read(file, SILENCE)).hasMessageContaining("b.wav: not a WAV");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> AudioScan.read(file, SILENCE)).hasMessageContaining("b.wav: not a WAV");
        new Wav(new float[10], 100).write(file);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
        assertThatThrownBy(() -> AudioScan.read(file, SILENCE)).isInstanceOf(IOException.class);
        byte[] noNumber =
                WavTest.riff(WavTest.format(3, 32, 1, false), WavTest.data(3, 32, new double[] {0, Double.NaN}));
        Files.write(file, noNumber);
        assertThatThrownBy(() -> AudioScan.read(file, SILENCE)).hasMessageContaining("sample 1 is not a number");
        assertThatThrownBy(() -> AudioScan.read(directory.resolve("none.wav"), SILENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none.wav");
    }
}
