package sori.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;

class MuLawTest {
    private static final int RATE = 16_000;

    @Test
    void anotherDecoderHearsTheSameWithinAnEighthOfAPowerOfTwo() throws Exception {
        float[] samples = new float[4001];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = -1 + i / 2000f;
        }
        byte[] wav = MuLaw.wav(samples, RATE);
        AudioInputStream coded = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav));
        assertThat(coded.getFormat().getEncoding()).isEqualTo(AudioFormat.Encoding.ULAW);
        assertThat(coded.getFormat().getSampleRate()).isEqualTo(RATE);
        byte[] decoded = AudioSystem.getAudioInputStream(new AudioFormat(RATE, 16, 1, true, false), coded)
                .readAllBytes();
        assertThat(decoded).hasSize(2 * samples.length);
        for (int i = 0; i < samples.length; i++) {
            float heard = (short) (decoded[2 * i] & 0xFF | decoded[2 * i + 1] << 8) / 32_768f;
            assertThat(Math.abs(heard - samples[i])).isLessThan(0.001f + Math.abs(samples[i]) / 30);
        }
    }
}
