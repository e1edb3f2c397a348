package sori.acoustic;

/**
 * One segment to be spoken.
 *
 * @param symbols indices into the voice's symbol table, the end symbol last if it has one; not copied, not to be changed
 * @param seed decides the prenet's dropout masks and with them every bit of the result
 * @param bulk whether others go first; decides no bit
 */
public record AcousticRequest(int[] symbols, long seed, boolean bulk) {
    /**
     * Most symbols of a segment: sentences of 200 spoken characters have a fifth of that in English, two thirds in Korean. A batch of 16 such takes
     * 100 MB with the voice en-slt.
     */
    public static final int MAX_SYMBOLS = 1024;

    /** One that somebody waits for. */
    public AcousticRequest(int[] symbols, long seed) {
        this(symbols, seed, false);
    }

    public AcousticRequest {
        if (symbols.length > MAX_SYMBOLS) {
            throw new IllegalArgumentException(
                    "a segment of " + symbols.length + " symbols; the limit is " + MAX_SYMBOLS);
        }
        if (symbols.length == 0) {
            throw new IllegalArgumentException("a segment needs at least one symbol");
        }
    }
}
