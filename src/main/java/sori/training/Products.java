package sori.training;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * In what the large products of a training step are computed, those over all of its times at once, and their gradients with them. What goes
 * in and what comes out is fp32 in either case, and so are the weights and the sums of their gradients. Stateless.
 */
public enum Products {
    FP32,
    /** Factors and results are rounded to bfloat16; sums inside a product are not. */
    BF16;

    /** What goes into a product, as it takes it. */
    public Tensor factor(Tensor x) {
        return this == BF16 ? x.to(torch.ScalarType.BFloat16) : x;
    }

    /** What comes out of a product, in fp32. */
    public Tensor result(Tensor x) {
        return this == BF16 ? x.to(torch.ScalarType.Float) : x;
    }

    /** As {@code torch.matmul}. */
    public Tensor matmul(Tensor a, Tensor b) {
        return result(torch.matmul(factor(a), factor(b)));
    }

    /**
     * @param x {@code [B, in, time]}
     * @param weight {@code [out, in, kernel]}
     * @param padding zeros on either side
     * @return {@code [B, out, time + 2 * padding - kernel + 1]}
     */
    public Tensor conv1d(Tensor x, Tensor weight, long padding) {
        return result(torch.conv1d(
                factor(x),
                factor(weight),
                new TensorOptional(),
                new long[] {1},
                new long[] {padding},
                new long[] {1},
                1));
    }
}
