package sori.evaluate;

import java.util.Arrays;
import java.util.BitSet;
import sori.acoustic.AttentionLimits;

/**
 * Where a decoder's attention was while it spoke a sentence, and what that says of the speech: text that was left out, said twice,
 * or not finished. Immutable.
 *
 * @param attended {@code [frames]} index of the symbol that each frame attended to most; not copied, not to be changed
 * @param symbols of the sentence, its end symbol included
 * @param limits that the voice is held to, which say how near to the last symbol it has to come
 */
public record AttentionPath(int[] attended, int symbols, AttentionLimits limits) {
    /**
     * Silent letters, and sounds shorter than a decoder step, are passed over in sound speech too, side by side at times: in 500
     * readings by en-slt up to three.
     */
    private static final int PASSED_OVER = 4;

    /** Attention may flicker back where two sounds meet (en-slt's never did). */
    private static final int FLICKER = 2;

    public AttentionPath {
        if (attended.length == 0 || symbols < 1) {
            throw new IllegalArgumentException(attended.length + " frames for " + symbols + " symbols");
        }
    }

    /** Share of the symbols that some frame attended to most; below 1 in sound speech too. */
    public double coverage() {
        return (double) visited().cardinality() / symbols;
    }

    private BitSet visited() {
        BitSet visited = new BitSet(symbols);
        Arrays.stream(attended)
                .filter(symbol -> symbol >= 0 && symbol < symbols)
                .forEach(visited::set);
        return visited;
    }

    /** How often text was left out: more than four symbols in a row that no frame attended to most, though a later symbol was. */
    int skips() {
        BitSet visited = visited();
        int skips = 0;
        int previous = -1;
        for (int symbol = visited.nextSetBit(0); symbol >= 0; symbol = visited.nextSetBit(symbol + 1)) {
            skips += symbol - previous - 1 > PASSED_OVER ? 1 : 0;
            previous = symbol;
        }
        return skips;
    }

    /** How often the attention went back by more than two symbols from the furthest so far, each time until it was there again. */
    int repeats() {
        int repeats = 0;
        int furthest = 0;
        boolean back = false;
        for (int symbol : attended) {
            if (symbol >= furthest) {
                furthest = symbol;
                back = false;
            } else if (!back && symbol < furthest - FLICKER) {
                repeats++;
                back = true;
            }
        }
        return repeats;
    }

    /** Whether the last frame looks at the end: {@link AttentionLimits#reachesEnd}. */
    public boolean reachesEnd() {
        return limits.reachesEnd(attended[attended.length - 1], symbols);
    }
}
