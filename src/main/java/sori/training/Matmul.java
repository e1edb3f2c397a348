package sori.training;

import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import sori.onnx.CpuFeatures;

/** How the products of a training are computed. */
public enum Matmul {
    /** As {@link #BF16} on processors that are faster with it, else as {@link #FP32}. */
    AUTO,
    FP32,
    /**
     * Rounded to bfloat16: with AMX by libtorch, the factors of every product; with {@code avx512_bf16} alone and on a GPU by
     * {@link Products}. Other processors go on in fp32.
     */
    BF16;

    private static final String AMX = "amx_bf16";
    private static final String AVX512 = "avx512_bf16";

    /**
     * Whether libtorch is told to round by itself, which it does with AMX only.
     *
     * @param features of the processor, as {@link CpuFeatures} names them
     */
    public boolean libraryRounds(Set<String> features) {
        return this != FP32 && features.contains(AMX);
    }

    /** @param features of the processor, as {@link CpuFeatures} names them */
    public Products products(Set<String> features) {
        return this != FP32 && features.contains(AVX512) && !features.contains(AMX) ? Products.BF16 : Products.FP32;
    }

    /** Sets the tensor library, for the whole process, and says what is left to the trainer. */
    Products apply(Device device) {
        if (device.is_cuda()) {
            torch.globalContext().setFloat32MatmulPrecision("highest");
            return this == BF16 ? Products.BF16 : Products.FP32;
        }
        Set<String> features = CpuFeatures.here();
        boolean library = libraryRounds(features);
        Products products = products(features);
        if (this == BF16 && !library && products == Products.FP32) {
            System.out.println("bf16: this processor has neither AMX nor avx512_bf16, so that products stay in fp32");
        }
        torch.globalContext().setFloat32MatmulPrecision(library ? "medium" : "highest");
        return products;
    }
}
