package sori.corpus;

/**
 * A phone and where it ends.
 *
 * @param symbol as in {@link sori.text.SymbolTable}, such as {@code @AH0}
 * @param endSeconds from the start of the recording
 */
public record TimedPhone(String symbol, double endSeconds) {}
