package sori.text.rules;

/** What a stretch of written text is, and so how it is read: the classes of Google's text normalization task, and few more. */
public enum SemioticClass {
    PLAIN,
    PUNCTUATION,
    CARDINAL,
    ORDINAL,
    DECIMAL,
    FRACTION,
    DIGITS,
    DATE,
    TIME,
    MONEY,
    MEASURE,
    TELEPHONE,
    ELECTRONIC,
    ADDRESS,
    ROMAN,
    LETTERS,
    ABBREVIATION,
    RANGE,
    EMOJI,
    SYMBOL;

    /** Whether a dash after it may mean "to". */
    public boolean isQuantity() {
        return switch (this) {
            case CARDINAL, ORDINAL, DECIMAL, FRACTION, DATE, TIME, MONEY, MEASURE -> true;
            default -> false;
        };
    }
}
