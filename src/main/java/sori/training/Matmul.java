package sori.training;

import java.util.Set;
import org.bytedeco.pytorch.global.torch;
import sori.onnx.CpuFeatures;

/** How matrices of 32-bit floats are multiplied while training. */
enum Matmul {
    /** As {@link #BF16} where the processor has AMX, which alone makes it faster; else as {@link #FP32}. */
    AUTO,
    FP32,
    /** Factors rounded to bfloat16, sums in fp32; libtorch does so only on processors that it finds fit for it. */
    BF16;

    private static final String AMX = "amx_bf16";

    /** @param features of the processor, as {@link CpuFeatures} names them */
    boolean rounds(Set<String> features) {
        return this == BF16 || this == AUTO && features.contains(AMX);
    }

    /** Sets the tensor library, for the whole process. */
    void apply() {
        Set<String> features = CpuFeatures.here();
        if (this == BF16 && !features.contains(AMX)) {
            System.out.println("bf16: this processor has no AMX, so that libtorch goes on multiplying in fp32");
        }
        torch.globalContext().setFloat32MatmulPrecision(rounds(features) ? "medium" : "highest");
    }
}
