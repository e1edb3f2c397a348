package sori.acoustic;

/**
 * One segment to be spoken.
 *
 * @param symbols indices into the voice's symbol table, the end symbol last if it has one; not copied, not to be changed
 * @param seed decides the prenet's dropout masks and with them every bit of the result
 */
public record AcousticRequest(int[] symbols, long seed) {
    public AcousticRequest {
        if (symbols.length == 0) {
            throw new IllegalArgumentException("a segment needs at least one symbol");
        }
    }
}
