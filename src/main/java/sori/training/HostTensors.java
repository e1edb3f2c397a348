package sori.training;

import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Arrays as tensors in the processor's memory, and tensors on their way to a device: here all tensors begin that are not computed
 * of others. What a pass needs besides is made by the tensors that it computes with ({@code new_zeros}), and so lies where they
 * lie. Stateless.
 */
public final class HostTensors {
    private HostTensors() {}

    /** The processor. */
    public static Device device() {
        return new Device(torch.DeviceType.CPU);
    }

    /** A float32 tensor of zeros. */
    public static Tensor zeros(long elements) {
        return torch.zeros(elements);
    }

    /** A float32 tensor with a copy of the values, row-major. */
    public static Tensor of(float[] values, long... sides) {
        return AbstractTensor.create(values, sides);
    }

    /** An int64 tensor with a copy of the values, row-major. */
    public static Tensor of(long[] values, long... sides) {
        return AbstractTensor.create(values, sides);
    }

    /** The tensor itself where it lies there already, else a copy of the same type. */
    public static Tensor on(Device device, Tensor tensor) {
        return tensor.to(device, tensor.scalar_type());
    }
}
