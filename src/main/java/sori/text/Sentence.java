package sori.text;

import java.util.List;
import java.util.Locale;

/**
 * What is spoken in one breath of the acoustic model: a sentence, or a part of a very long one.
 *
 * @param words never none
 * @param goesOn whether it was cut at a clause ({@link Cut#CLAUSE}), so that no pause follows
 */
public record Sentence(List<SpokenWord> words, boolean goesOn) {
    public Sentence(List<SpokenWord> words) {
        this(words, false);
    }

    public Sentence {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a sentence needs at least one word");
        }
    }

    /**
     * Sentences as one line of text, for people and for comparison: words joined by spaces, with their punctuation; letters
     * that are spelled from one written token stand together in upper case ("NBC").
     */
    public static String line(List<Sentence> sentences) {
        StringBuilder line = new StringBuilder();
        for (Sentence sentence : sentences) {
            List<SpokenWord> words = sentence.words();
            for (int i = 0; i < words.size(); i++) {
                boolean joined = Spelling.together(words, i - 1, i);
                line.append(joined || line.isEmpty() ? "" : " ");
                String word = words.get(i).spoken();
                line.append(Spelling.isSpelled(words, i) ? capital(word) : word);
                line.append(words.get(i).punctuation());
            }
        }
        return line.toString();
    }

    /** "N", or the last of a plural, "N's". */
    private static String capital(String letter) {
        return letter.substring(0, 1).toUpperCase(Locale.ROOT) + letter.substring(1);
    }
}
