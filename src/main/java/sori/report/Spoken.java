package sori.report;

/**
 * How a member spoke a sentence, running freely.
 *
 * @param sentence its id
 * @param stopped whether it ended by its own gate
 * @param reachedEnd whether the attention came to the last symbols; of no meaning without attention
 * @param coverage share of the symbols that the attention looked at, 0 to 1; of no meaning without attention
 * @param seconds of speech
 * @param distortionDb mel-cepstral distortion against the recording, along the path of dynamic time warping
 */
public record Spoken(
        String sentence, boolean stopped, boolean reachedEnd, double coverage, double seconds, double distortionDb) {}
