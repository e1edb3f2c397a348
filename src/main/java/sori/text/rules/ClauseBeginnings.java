package sori.text.rules;

/** Whether a clause begins with a word, so that whoever speaks may take a breath before it. Thread-safe. */
@FunctionalInterface
public interface ClauseBeginnings {
    /** Nobody knows any. */
    ClauseBeginnings NONE = (before, word) -> false;

    /**
     * @param before the word before, in lower case; never empty
     * @param word in lower case
     */
    boolean test(String before, String word);
}
