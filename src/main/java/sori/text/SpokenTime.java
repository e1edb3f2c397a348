package sori.text;

import sori.text.rules.KoreanSyllables;
import sori.text.rules.Tokens;

/**
 * About how long words take to be spoken, added up to a bound: a Hangul syllable 180 ms, as in quick reading, any other character 1/18 s,
 * as the voice en-slt takes over whole sentences (18.6 characters a second), a letter that is spelled 250 ms. Pauses are not in
 * it. Not thread-safe.
 */
public final class SpokenTime {
    private static final double SYLLABLE_MS = 180;
    private static final double CHARACTER_MS = 1000.0 / 18;
    private static final double SPELLED_MS = 250;

    /** Words of one letter, which take no longer than others. */
    private static final String SHORT_WORDS = "aio";

    private final double maxMs;
    private double milliseconds;

    /** @param maxMs {@link Double#POSITIVE_INFINITY} for no bound */
    public SpokenTime(double maxMs) {
        this.maxMs = maxMs;
    }

    /** The milliseconds that a sentence's words take. */
    public static double milliseconds(Sentence sentence) {
        double sum = 0;
        for (SpokenWord word : sentence.words()) {
            sum += milliseconds(word.spoken());
        }
        return sum;
    }

    /** The milliseconds of words, separated by single spaces, the space after them included. */
    public static double milliseconds(String spoken) {
        if (spoken.length() == 1 && !Tokens.isHangul(spoken.charAt(0)) && SHORT_WORDS.indexOf(spoken) < 0) {
            return SPELLED_MS;
        }
        double sum = CHARACTER_MS;
        for (int i = 0; i < spoken.length(); i++) {
            sum += KoreanSyllables.isSyllable(spoken.charAt(i)) ? SYLLABLE_MS : CHARACTER_MS;
        }
        return sum;
    }

    /**
     * Adds words, separated by single spaces.
     *
     * @param done part of the text that is read when they are said, 0 to 1
     * @throws TooLongToSpeakException if that is over the bound, with what the whole text would take at this rate
     */
    public void add(String spoken, double done) {
        add(milliseconds(spoken), done);
    }

    /** Adds a sentence; see {@link #add(String, double)}. */
    public void add(Sentence sentence, double done) {
        add(milliseconds(sentence), done);
    }

    /** What was added so far. */
    public double milliseconds() {
        return milliseconds;
    }

    private void add(double more, double done) {
        milliseconds += more;
        if (milliseconds > maxMs) {
            throw new TooLongToSpeakException(milliseconds / Math.max(done, 1e-6) / 1000);
        }
    }
}
