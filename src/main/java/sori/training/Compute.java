package sori.training;

import org.bytedeco.pytorch.Device;

/**
 * How a training computes: nothing of the model, which goes on with another one at any time.
 *
 * @param device where its tensors lie
 * @param products in what its large products are computed
 */
public record Compute(Device device, Products products) {
    /**
     * As asked for, as far as this machine can; sets the tensor library for the whole process.
     *
     * @throws IllegalStateException if CUDA is asked for and can't be used, with what it needs, or if libtorch can't be loaded
     */
    public static Compute of(TrainingDevice device, Matmul matmul) {
        Device place = device.find();
        return new Compute(place, matmul.apply(place));
    }

    /** On the processor, in fp32. */
    public static Compute plain() {
        return new Compute(HostTensors.device(), Products.FP32);
    }
}
