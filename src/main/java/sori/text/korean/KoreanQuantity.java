package sori.text.korean;

import org.jspecify.annotations.Nullable;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/**
 * A quantity that is read in Sino-Korean: whole or decimal, a fraction ({@code 1/2}, {@code 3분의 1}), or both
 * ({@code 1과1/2}), with 만, 억 and the like after it.
 *
 * @param spoken its words, separated by single spaces
 * @param end token after it
 * @param fraction whether it ends with a fraction
 */
record KoreanQuantity(String spoken, int end, boolean fraction) {
    private static final String MAGNITUDES = "십백천만억조경";
    private static final int PARTS_MAX = 6;

    static @Nullable KoreanQuantity at(Tokens tokens, int at) {
        KoreanQuantity fraction = fraction(tokens, at);
        if (fraction != null) {
            return fraction;
        }
        WrittenNumber number = WrittenNumber.at(tokens, at);
        if (number == null) {
            return null;
        }
        if (number.isWhole()) {
            boolean and = tokens.glued(number.end(), "과");
            KoreanQuantity part = fraction(tokens, and ? number.end() + 1 : number.end());
            if (part != null) {
                return new KoreanQuantity(KoreanNumbers.sino(number.whole()) + "과 " + part.spoken, part.end, true);
            }
        }
        return withMagnitudes(tokens, number);
    }

    /** "1.5" as 일점오. */
    static String spoken(WrittenNumber number) {
        String whole = KoreanNumbers.sino(number.whole().isEmpty() ? "0" : number.whole());
        return number.isWhole() ? whole : whole + "점" + KoreanNumbers.digits(number.fraction());
    }

    /** Whether a word is nothing but powers of ten, as the 억 of 3억. */
    static boolean isMagnitude(String word) {
        return !word.isEmpty() && magnitudeLength(word) == word.length();
    }

    /** How many powers of ten a word begins with: 2 in 천만원. */
    static int magnitudeLength(String word) {
        int length = 0;
        while (length < word.length() && MAGNITUDES.indexOf(word.charAt(length)) >= 0) {
            length++;
        }
        return length;
    }

    /** "3억4천만" as 삼억사천만, as far as the words are powers of ten only. */
    private static KoreanQuantity withMagnitudes(Tokens tokens, WrittenNumber first) {
        StringBuilder spoken = new StringBuilder();
        WrittenNumber number = first;
        for (int parts = 0; ; parts++) {
            String magnitude = tokens.get(number.end()).text();
            boolean magnified = tokens.get(number.end()).glued() && isMagnitude(magnitude) && parts < PARTS_MAX;
            boolean implied = magnified && number.isOne() && "십백천만".indexOf(magnitude.charAt(0)) >= 0;
            spoken.append(implied ? "" : spoken(number)).append(magnified ? magnitude : "");
            if (!magnified) {
                return new KoreanQuantity(spoken.toString(), number.end(), false);
            }
            int next = number.end() + 1;
            WrittenNumber further =
                    tokens.get(next).glued() && tokens.get(next).isNumber() ? WrittenNumber.at(tokens, next) : null;
            if (further == null) {
                return new KoreanQuantity(spoken.toString(), next, false);
            }
            number = further;
        }
    }

    private static @Nullable KoreanQuantity fraction(Tokens tokens, int at) {
        boolean over = tokens.glued(at + 1, "분의") && tokens.get(at).isNumber();
        if (over && tokens.get(at + 2).isNumber()) {
            return fraction(tokens, at + 2, at, at + 3);
        }
        int numerator = tokens.get(at).is("√") ? at + 1 : at;
        int slash = numerator + 1;
        int denominator = tokens.glued(slash + 1, "√") ? slash + 2 : slash + 1;
        Token before = tokens.get(at - 1);
        boolean inside = before.isAnyOf("/.,") && tokens.get(at).glued();
        boolean shape = tokens.get(numerator).isNumber(1, 6)
                && tokens.glued(slash, "/")
                && tokens.gluedNumber(denominator, 1, 6)
                && !tokens.glued(denominator + 1, "/");
        return shape && !inside ? fraction(tokens, numerator, denominator, denominator + 1) : null;
    }

    private static KoreanQuantity fraction(Tokens tokens, int numerator, int denominator, int end) {
        boolean quarter = tokens.get(denominator).is("4")
                && tokens.get(end).glued()
                && tokens.get(end).text().startsWith("분기");
        String words = quarter
                ? KoreanNumbers.digits(tokens.get(numerator).text() + "4")
                : root(tokens, denominator) + "분의 " + root(tokens, numerator);
        return new KoreanQuantity(words, end, true);
    }

    private static String root(Tokens tokens, int at) {
        String root = tokens.get(at - 1).is("√") ? "루트 " : "";
        return root + KoreanNumbers.sino(tokens.get(at).text());
    }
}
