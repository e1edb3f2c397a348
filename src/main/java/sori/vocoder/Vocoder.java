package sori.vocoder;

/** Mel frames to samples. Implementations are thread-safe. */
public interface Vocoder {
    /**
     * @param mel {@code [frames, mels]} row-major, natural log, in the format that the vocoder was made for
     * @return {@code frames * hopSamples} samples in -1..1
     */
    float[] vocode(float[] mel);
}
