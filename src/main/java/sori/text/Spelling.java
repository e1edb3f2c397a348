package sori.text;

import java.util.List;

/** Tells letters that are spelled ("n b c" from one written "NBC") from words of one letter. */
final class Spelling {
    private Spelling() {}

    /** Whether the word at an index is one of several letters spelled from the same written text. */
    static boolean isSpelled(List<SpokenWord> words, int at) {
        return together(words, at - 1, at) || together(words, at, at + 1);
    }

    /** Whether two neighbours are letters from the same written text; false outside the list. */
    static boolean together(List<SpokenWord> words, int first, int second) {
        if (first < 0 || second >= words.size()) {
            return false;
        }
        SpokenWord a = words.get(first);
        SpokenWord b = words.get(second);
        return isLetter(a.spoken())
                && isLetter(b.spoken())
                && a.sourceStart() == b.sourceStart()
                && a.sourceEnd() == b.sourceEnd();
    }

    /** "n", or the last letter of a plural or possessive, "n's". */
    private static boolean isLetter(String spoken) {
        boolean latin = spoken.charAt(0) >= 'a' && spoken.charAt(0) <= 'z';
        return latin && (spoken.length() == 1 || spoken.length() == 3 && spoken.endsWith("'s"));
    }
}
