package sori.vocoder;

/** Bends loud samples rather than cutting them off. */
final class SoftLimit {
    /** Above this level samples are bent; they approach 1 and never reach it. */
    private static final float KNEE = 0.9f;

    private SoftLimit() {}

    /** In place; each sample by itself. */
    static void apply(float[] samples) {
        for (int i = 0; i < samples.length; i++) {
            float level = Math.abs(samples[i]);
            if (level > KNEE) {
                double bent = KNEE + (1 - KNEE) * Math.tanh((level - KNEE) / (1 - KNEE));
                samples[i] = (float) Math.copySign(Math.min(bent, 0.9999), samples[i]);
            }
        }
    }
}
