package sori.text;

import java.util.Arrays;
import java.util.List;

/**
 * A sentence as indices of a voice's symbol table.
 *
 * @param symbols indices into the table, {@link SymbolTable#END} last if the table has it; handed over, not copied: don't write into it
 * @param words one entry for each spoken word, in order
 * @param unmapped characters that the table lacks, whether they were replaced by a near one or left out
 */
@SuppressWarnings("ArrayRecordComponent") // equality is defined below
public record EncodedSentence(int[] symbols, List<WordSymbols> words, int unmapped) {
    public EncodedSentence {
        words = List.copyOf(words);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedSentence that
                && Arrays.equals(symbols, that.symbols)
                && words.equals(that.words)
                && unmapped == that.unmapped;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(symbols) + words.hashCode();
    }

    @Override
    public String toString() {
        return "EncodedSentence[symbols=" + Arrays.toString(symbols) + ", words=" + words + ", unmapped=" + unmapped
                + "]";
    }
}
