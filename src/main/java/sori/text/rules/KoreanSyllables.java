package sori.text.rules;

/** Hangul syllables and their letters, by the arithmetic of Unicode 3.12. */
public final class KoreanSyllables {
    private static final int FIRST = 0xac00;
    private static final int LAST = 0xd7a3;
    private static final int TAILS = 28;
    private static final int VOWELS = 21;

    private KoreanSyllables() {}

    public static boolean isSyllable(char c) {
        return c >= FIRST && c <= LAST;
    }

    /** Index of the first consonant: 0 ㄱ, 1 ㄲ, 2 ㄴ … 11 ㅇ (silent) … 18 ㅎ. */
    public static int lead(char syllable) {
        return (syllable - FIRST) / TAILS / VOWELS;
    }

    /** Index of the vowel: 0 ㅏ … 20 ㅣ. */
    public static int vowel(char syllable) {
        return (syllable - FIRST) / TAILS % VOWELS;
    }

    /** Index of what closes the syllable: 0 nothing, 1 ㄱ … 27 ㅎ. */
    public static int tail(char syllable) {
        return (syllable - FIRST) % TAILS;
    }

    public static char of(int lead, int vowel, int tail) {
        return (char) (FIRST + (lead * VOWELS + vowel) * TAILS + tail);
    }

    /** The syllables of a text, without jamo that stand alone, which nobody can say ("ㅋㅋ"). */
    public static String only(String text) {
        StringBuilder syllables = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            if (isSyllable(c)) {
                syllables.append(c);
            }
        }
        return syllables.toString();
    }
}
