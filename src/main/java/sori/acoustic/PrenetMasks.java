package sori.acoustic;

import java.nio.FloatBuffer;

/**
 * Dropout of the prenet while speaking (Shen et al. 2017, section 2.2 keeps it on for variation), drawn from a counter-based
 * generator: what a unit gets depends on seed, step, layer and unit alone, so that any step can be drawn at any time.
 * Immutable.
 */
final class PrenetMasks {
    private static final int LAYERS = 2;
    private static final double UNIT = 0x1p-53;

    private final long seed;
    private final int units;
    private final double dropout;
    private final float kept;

    PrenetMasks(long seed, int units, double dropout) {
        this.seed = mix(seed);
        this.units = units;
        this.dropout = dropout;
        this.kept = (float) (1 / (1 - dropout));
    }

    /** Whether any unit is ever dropped. */
    boolean drop() {
        return dropout > 0;
    }

    /**
     * Writes the masks of consecutive steps of one sequence into its row of {@code [steps, rows, 2, units]}: 0 or
     * 1 / (1 - dropout).
     */
    void fill(FloatBuffer masks, int row, int rows, int firstStep, int steps) {
        int values = LAYERS * units;
        for (int step = 0; step < steps; step++) {
            long counter = (long) (firstStep + step) * values;
            int at = (step * rows + row) * values;
            for (int i = 0; i < values; i++) {
                masks.put(at + i, dropout > 0 && uniform(counter + i) < dropout ? 0 : kept);
            }
        }
    }

    private double uniform(long counter) {
        return (mix(seed + counter * 0x9E3779B97F4A7C15L) >>> 11) * UNIT;
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
