package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
    @Test
    void keepsWhatDecidesAboutKernels() {
        assertThat(CpuFeatures.in(List.of("processor\t: 0", "flags\t\t: fpu sse2 avx2 fma avx512f", "flags\t\t: avx")))
                .containsExactly("avx2", "avx512f", "fma");
        assertThat(CpuFeatures.in(List.of("Features\t: fp asimd i8mm"))).containsExactly("asimd", "i8mm");
    }

    @Test
    void knowsNothingWhereTheSystemDoesNotTell() {
        assertThat(CpuFeatures.in(List.of())).isEmpty();
    }
}
