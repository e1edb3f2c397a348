package sori.plot;

import java.util.List;

/**
 * How much each decoder step (or frame) attends to each symbol.
 *
 * @param weights {@code [steps, symbols]} row-major, 0 to 1
 * @param symbols one name a column
 */
public record AlignmentWeights(float[] weights, List<String> symbols) {
    public AlignmentWeights {
        symbols = List.copyOf(symbols);
        if (symbols.isEmpty() || weights.length == 0 || weights.length % symbols.size() != 0) {
            throw new IllegalArgumentException(weights.length + " weights for " + symbols.size() + " symbols");
        }
    }

    public int steps() {
        return weights.length / symbols.size();
    }

    /**
     * An alignment of which only the most attended symbol of each step is known.
     *
     * @param attended index of a symbol for each step; what is no such index is drawn as attending to nothing
     */
    public static AlignmentWeights ofAttended(int[] attended, List<String> symbols) {
        float[] weights = new float[attended.length * symbols.size()];
        for (int step = 0; step < attended.length; step++) {
            if (attended[step] >= 0 && attended[step] < symbols.size()) {
                weights[step * symbols.size() + attended[step]] = 1;
            }
        }
        return new AlignmentWeights(weights, symbols);
    }
}
