package sori.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatItWrote() throws IOException {
        Path file = directory.resolve("a.wav");
        new Wav(new float[] {0, 0.5f, -1, 0.25f}, 22050).write(file);
        Wav wav = Wav.read(file);
        assertThat(wav.samples()).containsExactly(0, 0.5f, -1, 0.25f);
        assertThat(wav.sampleRateHz()).isEqualTo(22050);
        assertThat(Files.size(file)).isEqualTo(44 + 8);
    }

    @ParameterizedTest(name = "format {0}, {1} bits, {2} channels, extensible {3}")
    @CsvSource({
        "1, 8, 1, false",
        "1, 16, 2, false",
        "1, 24, 1, false",
        "1, 24, 2, true",
        "1, 32, 2, false",
        "3, 32, 1, false",
        "3, 32, 2, true",
        "3, 64, 1, false"
    })
    void readsEveryUsualEncodingAsTheMeanOfItsChannels(int tag, int bits, int channels, boolean extensible)
            throws IOException {
        double[] values = {0, 0.5, -0.5, -1, 0.25, 0.75};
        Wav wav = Wav.parse(riff(format(tag, bits, channels, extensible), data(tag, bits, values)));
        assertThat(wav.samples()).hasSize(values.length / channels);
        for (int i = 0; i < wav.samples().length; i++) {
            double mean = channels == 1 ? values[i] : (values[2 * i] + values[2 * i + 1]) / 2;
            assertThat(wav.samples()[i]).isCloseTo((float) mean, within(1e-6f));
        }
    }

    @Test
    void readsAFileWhoseWriterWasCutOff() throws IOException {
        byte[] bytes = riff(format(1, 16, 1, false), data(1, 16, new double[] {0.5, 0.25}));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 8, -1);
        assertThat(Wav.parse(bytes).samples()).containsExactly(0.5f, 0.25f);
    }

    @Test
    void refusesWhatIsNoWavFileAndNamesIt() throws IOException {
        Path file = Files.writeString(directory.resolve("b.wav"), "these bytes are no audio at all");
        assertThatThrownBy(() -> Wav.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("b.wav: not a WAV");
        assertThatThrownBy(() -> Wav.parse(riff(format(6, 8, 1, false), new byte[4])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 6");
        assertThatThrownBy(() -> Wav.parse(riff(format(1, 16, 0, false), new byte[4])))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("0 channels");
    }

    static byte[] format(int tag, int bits, int channels, boolean extensible) {
        ByteBuffer chunk = ByteBuffer.allocate(extensible ? 40 : 16).order(ByteOrder.LITTLE_ENDIAN);
        chunk.putShort((short) (extensible ? 0xFFFE : tag)).putShort((short) channels);
        chunk.putInt(8000).putInt(8000 * channels * bits / 8);
        chunk.putShort((short) (channels * bits / 8)).putShort((short) bits);
        if (extensible) {
            chunk.putShort((short) 22).putShort((short) bits).putInt(3).putShort((short) tag);
        }
        return chunk.array();
    }

    static byte[] data(int tag, int bits, double[] values) {
        ByteBuffer out = ByteBuffer.allocate(values.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            long integer = Math.round(value * (1L << bits - 1));
            if (tag == 3 && bits == 32) {
                out.putFloat((float) value);
            } else if (tag == 3) {
                out.putDouble(value);
            } else {
                for (int b = 0; b < bits; b += 8) {
                    out.put((byte) ((bits == 8 ? integer + 128 : integer) >> b));
                }
            }
        }
        return out.array();
    }

    /** With a chunk of odd size before the data, as some writers leave it. */
    static byte[] riff(byte[] format, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(12 + 8 + format.length + 12 + 8 + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(out.capacity() - 8).put(ascii("WAVE"));
        out.put(ascii("fmt ")).putInt(format.length).put(format);
        out.put(ascii("LIST")).putInt(3).put(new byte[4]);
        out.put(ascii("data")).putInt(data.length).put(data);
        return out.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
