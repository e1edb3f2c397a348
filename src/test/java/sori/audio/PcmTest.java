package sori.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcmTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void bytesSurviveARoundTrip(long seed) {
        byte[] bytes = new byte[2000];
        new Random(seed).nextBytes(bytes);
        assertThat(Pcm.encode(Pcm.decode(bytes))).isEqualTo(bytes);
    }

    @Test
    void limitsWhatIsTooLoud() {
        assertThat(Pcm.encode(new float[] {1, 7, -1, -7, Float.NaN}))
                .containsExactly(0xFF, 0x7F, 0xFF, 0x7F, 0, 0x80, 0, 0x80, 0, 0);
    }

    /** Every half and its neighbours, where rounding can go wrong. */
    @Test
    void roundsToTheNearestAndHalvesUp() {
        for (int twice = -65_536; twice < 65_534; twice++) {
            float half = twice / 65_536f;
            for (float sample : new float[] {Math.nextDown(half), half, Math.nextUp(half)}) {
                int expected = Math.max(Short.MIN_VALUE, Math.round(sample * 32_768f));
                byte[] bytes = Pcm.encode(new float[] {sample});
                int encoded = (bytes[1] << 8) | (bytes[0] & 0xFF);
                if (encoded != expected) { // 400,000 of them: no assertion object for each
                    assertThat(encoded).as(String.valueOf(sample)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void encodesTheAskedPart() {
        assertThat(Pcm.encode(new float[] {0.5f, 0.25f, 0}, 1, 2)).containsExactly(0, 0x20);
    }

    @Test
    void refusesHalfASample() {
        assertThatThrownBy(() -> Pcm.decode(new byte[3])).hasMessageContaining("3");
    }
}
