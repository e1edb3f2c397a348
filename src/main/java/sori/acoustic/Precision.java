package sori.acoustic;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Numbers in which an acoustic model multiplies. */
public enum Precision {
    /** int8 where the voice has it and the processor is fast at it, else fp32. */
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("fp32")
    FP32,
    /** The large products in 8-bit integers, everything else in fp32. */
    @JsonProperty("int8")
    INT8;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
