package sori.vocoder;

/**
 * One utterance on its way from frames to samples. All samples together are what {@link Vocoder#vocode} makes of all frames,
 * wherever they are cut. Holds nothing that must be closed. One thread.
 */
public interface VocoderStream {
    /**
     * @param mel the next frames, {@code [frames, mels]} row-major; any number
     * @return the samples that are now final; there may be none
     * @throws IllegalStateException if the stream has ended
     */
    float[] push(float[] mel);

    /**
     * No frames follow.
     *
     * @return the rest, so that {@code frames * hopSamples} samples came in all
     * @throws IllegalStateException if the stream has ended
     */
    float[] end();

    /**
     * What {@link Vocoder#resume} goes on from, bit by bit; a few tens of kilobytes at most where the vocoder streams.
     *
     * @throws IllegalStateException if the stream has ended
     */
    byte[] state();
}
