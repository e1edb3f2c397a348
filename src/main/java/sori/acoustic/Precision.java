package sori.acoustic;

import java.util.Locale;

/** Numbers in which an acoustic model multiplies. */
public enum Precision {
    /** int8 where the voice has it and the processor is fast at it, else fp32. */
    AUTO,
    FP32,
    /** The large products in 8-bit integers, everything else in fp32. */
    INT8;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
