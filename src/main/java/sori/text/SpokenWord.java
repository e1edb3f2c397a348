package sori.text;

import java.util.ArrayList;
import java.util.List;

/**
 * One word as it is spoken, with the place in the written text that it came from. Several spoken words may share a span
 * ("123" gives four).
 *
 * @param spoken lower-case letters, accented or not, and apostrophes for English; or phones in braces, as in
 *     {@code {S AO1 R IY0}}, where the user gave them; never empty
 * @param punctuation what follows the word and shapes its prosody: "", or one of {@code , . ? ! ; : -}
 * @param sourceStart first UTF-16 index in the written text
 * @param sourceEnd UTF-16 index after the last
 * @param sense which of its pronunciations is meant, by the names of {@code heteronyms.tsv}; "" where the word has one or it can't be told
 */
public record SpokenWord(String spoken, String punctuation, int sourceStart, int sourceEnd, String sense) {
    public SpokenWord(String spoken, String punctuation, int sourceStart, int sourceEnd) {
        this(spoken, punctuation, sourceStart, sourceEnd, "");
    }

    public SpokenWord {
        if (spoken.isEmpty()) {
            throw new IllegalArgumentException("a spoken word must not be empty");
        }
        if (sourceStart < 0 || sourceEnd <= sourceStart) {
            throw new IllegalArgumentException("empty or negative span: " + sourceStart + ".." + sourceEnd);
        }
    }

    /** The same word in a sense. */
    public SpokenWord meant(String meaning) {
        return new SpokenWord(spoken, punctuation, sourceStart, sourceEnd, meaning);
    }

    /** The words of a text in spoken form, as the embed stage sees them: with the punctuation after them. */
    public static List<SpokenWord> split(String spokenText) {
        List<SpokenWord> words = new ArrayList<>();
        int at = 0;
        for (String token : spokenText.split(" ")) {
            int letters = token.length();
            while (letters > 1 && ",.?!;:".indexOf(token.charAt(letters - 1)) >= 0) {
                letters--;
            }
            words.add(new SpokenWord(token.substring(0, letters), token.substring(letters), at, at + token.length()));
            at += token.length() + 1;
        }
        return words;
    }
}
