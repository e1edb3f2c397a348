package sori.text;

/**
 * Where a spoken word lies in a symbol sequence: the word's own symbols, without the punctuation and the space after it.
 *
 * @param wordIndex index of the word in the encoded list
 * @param firstSymbol index of its first symbol
 * @param endSymbol index after its last symbol; equals {@code firstSymbol} for a word of which the table knows nothing
 */
public record WordSymbols(int wordIndex, int firstSymbol, int endSymbol) {
    public WordSymbols {
        if (wordIndex < 0 || firstSymbol < 0 || endSymbol < firstSymbol) {
            throw new IllegalArgumentException("word " + wordIndex + " at " + firstSymbol + ".." + endSymbol);
        }
    }
}
