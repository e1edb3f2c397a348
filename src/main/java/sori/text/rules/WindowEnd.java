package sori.text.rules;

/**
 * Where a window may end.
 *
 * @param at index, or {@link CutPlaces#NONE}, or {@link CutPlaces#UNKNOWN}
 * @param end of what has a say in it; as {@code at} where that is no index
 */
record WindowEnd(int at, int end, Sign sign) {
    static final WindowEnd NONE = unknown(CutPlaces.NONE);

    /** What makes a place one where a window may end. */
    enum Sign {
        SENTENCE,
        CLAUSE_MARK,
        /** No mark, but the word behind it. */
        CLAUSE_BEGINNING
    }

    static WindowEnd unknown(int at) {
        return new WindowEnd(at, at, Sign.SENTENCE);
    }
}
