package sori.training;

import org.bytedeco.pytorch.Device;

/**
 * How a training computes: nothing of the model, which goes on with another one at any time.
 *
 * @param device where its tensors lie
 * @param products in what its large products are computed
 */
record Compute(Device device, Products products) {
    /** On the processor, in fp32. */
    static Compute plain() {
        return new Compute(HostTensors.device(), Products.FP32);
    }
}
