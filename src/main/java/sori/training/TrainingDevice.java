package sori.training;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** Where a training's tensors lie and are computed with. */
public enum TrainingDevice {
    /** The GPU where libtorch can use one, else the processor. */
    AUTO,
    CPU,
    /** The first NVIDIA GPU, or an error. */
    CUDA;

    /**
     * What it comes to on this machine.
     *
     * @throws IllegalStateException if CUDA is asked for and can't be used, with what it needs, or if libtorch can't be loaded
     */
    Device find() {
        return new Device(find(available()));
    }

    /** @param available whether libtorch can use a GPU */
    torch.DeviceType find(boolean available) {
        if (this == CPU || this == AUTO && !available) {
            return torch.DeviceType.CPU;
        }
        if (!available) {
            throw new IllegalStateException(
                    "device cuda was asked for, but libtorch finds no GPU that it can use: that takes an"
                            + " NVIDIA GPU with its driver, CUDA 13.1 and cuDNN 9, and libtorch's GPU natives, built with the"
                            + " Maven profile 'cuda-training' (SORI_MAVEN_ARGS=-Pcuda-training); or use device auto or cpu");
        }
        return torch.DeviceType.CUDA;
    }

    private static boolean available() {
        try {
            return torch.cuda_is_available();
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalStateException(
                    "libtorch can't be loaded: " + e.getMessage()
                            + "; if this is a build with the Maven profile 'cuda-training', CUDA 13.1 and cuDNN 9 must be"
                            + " installed: build without it to train on the processor",
                    e);
        }
    }
}
