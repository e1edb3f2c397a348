package sori.acoustic;

import sori.mel.MelFormat;

/** How long speech can be: what there is to judge a model without attention by, which does not tell where in its text it is. */
public final class SpeechLength {
    /** Speech is slower than this, even a loud machine's. */
    private static final double FEWEST_SECONDS_PER_SYMBOL = 0.01;

    private static final double MOST_SECONDS_PER_SYMBOL = 0.6;

    private SpeechLength() {}

    /** Whether a sentence of so many symbols, its end symbol included, can be so long. */
    public static boolean plausible(double seconds, int symbols) {
        double each = seconds / symbols;
        return each >= FEWEST_SECONDS_PER_SYMBOL && each <= MOST_SECONDS_PER_SYMBOL;
    }

    /** The same for mel frames. */
    public static boolean plausible(int frames, int symbols, MelFormat format) {
        return plausible((double) frames * format.hopSamples() / format.sampleRateHz(), symbols);
    }
}
