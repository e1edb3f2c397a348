package sori.mel;

/**
 * Triangular mel filters on Slaney's scale (linear below 1 kHz, logarithmic above), each scaled to unit area (Slaney 1998,
 * Auditory Toolbox).
 */
public final class MelFilterbank {
    private static final double LINEAR_HZ_PER_MEL = 200.0 / 3;
    private static final double BREAK_HZ = 1000;
    private static final double BREAK_MEL = BREAK_HZ / LINEAR_HZ_PER_MEL;
    private static final double LOG_STEP = Math.log(6.4) / 27;

    private MelFilterbank() {}

    /** @return {@code [mels][bins]} weights, a new array for the caller */
    public static float[][] weights(MelFormat format) {
        int bins = format.bins();
        double low = toMel(format.fMinHz());
        double high = toMel(format.fMaxHz());
        double[] edgesHz = new double[format.mels() + 2];
        for (int i = 0; i < edgesHz.length; i++) {
            edgesHz[i] = toHz(low + (high - low) * i / (format.mels() + 1));
        }
        float[][] weights = new float[format.mels()][bins];
        for (int mel = 0; mel < format.mels(); mel++) {
            double area = 2 / (edgesHz[mel + 2] - edgesHz[mel]);
            for (int bin = 0; bin < bins; bin++) {
                double hz = (double) bin * format.sampleRateHz() / format.fftSize();
                double rising = (hz - edgesHz[mel]) / (edgesHz[mel + 1] - edgesHz[mel]);
                double falling = (edgesHz[mel + 2] - hz) / (edgesHz[mel + 2] - edgesHz[mel + 1]);
                weights[mel][bin] = (float) (area * Math.max(0, Math.min(rising, falling)));
            }
        }
        return weights;
    }

    private static double toMel(double hz) {
        return hz < BREAK_HZ ? hz / LINEAR_HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
    }

    private static double toHz(double mel) {
        return mel < BREAK_MEL ? mel * LINEAR_HZ_PER_MEL : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
    }
}
