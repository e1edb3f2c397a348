package sori.onnx;

/** Where graphs run. */
public enum Provider {
    /** CUDA where runtime, driver and card are there, else the CPU. */
    AUTO,
    CPU,
    /** CUDA or an error. */
    CUDA
}
