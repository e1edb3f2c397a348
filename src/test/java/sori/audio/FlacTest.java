package sori.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings that the reference encoder compressed: 2,400 samples of a chord that swells, at 8,000 Hz. */
class FlacTest {
    private static final int SAMPLES = 2400;
    private static final int RATE = 8000;
    /** Bytes before the first frame, whose damage would be heard by nobody. */
    private static final int COMMENTS = 120;

    @TempDir
    private Path directory;

    private static byte[] chord(int bits) throws IOException {
        try (InputStream in = FlacTest.class.getResourceAsStream("/audio/chord-" + bits + "-bits.flac")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private static double sample(int i, int channel) {
        return 0.5 * Math.sin(2 * Math.PI * (440 + 110 * channel) * i / RATE) * Math.sin(Math.PI * i / SAMPLES);
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "16, 1", "24, 2"})
    void everyUsualEncodingIsReadAsTheMeanOfItsChannels(int bits, int channels) throws IOException {
        Wav wav = AudioFile.parse(chord(bits));
        assertThat(wav.sampleRateHz()).isEqualTo(RATE);
        assertThat(wav.samples()).hasSize(SAMPLES);
        for (int i = 0; i < SAMPLES; i++) {
            double mean = channels == 1 ? sample(i, 0) : (sample(i, 0) + sample(i, 1)) / 2;
            assertThat(wav.samples()[i]).isCloseTo((float) mean, within((float) Math.pow(2, 1 - bits)));
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "16, 1", "24, 2"})
    void aScanFindsTheSameInItAsInTheWavFile(int bits, int channels) throws IOException {
        ByteBuffer data = ByteBuffer.allocate(SAMPLES * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < SAMPLES; i++) {
            for (int c = 0; c < channels; c++) {
                long value = (long) Math.floor(sample(i, c) * (1L << bits - 1) + 0.5) + (bits == 8 ? 128 : 0);
                for (int shift = 0; shift < bits; shift += 8) {
                    data.put((byte) (value >> shift));
                }
            }
        }
        byte[] riff = WavTest.riff(WavTest.format(1, bits, channels, false), data.array());
        AudioScan ofWav = AudioScan.read(Files.write(directory.resolve("a.wav"), riff), 0.01);
        AudioScan ofFlac = AudioScan.read(Files.write(directory.resolve("a.flac"), chord(bits)), 0.01);
        assertThat(ofFlac).isEqualTo(ofWav);
    }

    @Test
    void aFileThatEndsEarlyOrIsDamagedIsTold() throws IOException {
        byte[] whole = chord(16);
        Path file = directory.resolve("cut.flac");
        AudioScan cut = AudioScan.read(Files.write(file, Arrays.copyOf(whole, whole.length - 40)), 0.01);
        assertThat(cut.missingBytes()).isPositive();

        Random random = new Random(1);
        int told = 0;
        for (int i = 0; i < 40; i++) {
            byte[] damaged = whole.clone();
            damaged[COMMENTS + random.nextInt(whole.length - COMMENTS)] ^= (byte) (1 << random.nextInt(8));
            try {
                AudioScan scan = AudioScan.read(Files.write(file, damaged), 0.01);
                told += scan.missingBytes() > 0 ? 1 : 0;
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("cut.flac").hasMessageContaining("FLAC");
                told++;
            }
        }
        assertThat(told).isGreaterThanOrEqualTo(38);
    }

    @Test
    void whatIsNeitherIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("a.flac"), "fLaC and no more");
        assertThatThrownBy(() -> AudioFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.flac");
        Files.writeString(file, "no audio");
        assertThatThrownBy(() -> AudioFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a WAV file");
    }
}
