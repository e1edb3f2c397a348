package sori.text;

import java.util.Map;
import java.util.Set;

/**
 * Roman numerals where their neighbour makes them numbers: after "Chapter" and the like (from {@code roman-context.tsv}) a
 * cardinal, after a first name an ordinal, after another capitalised word a cardinal.
 */
final class RomanRule implements Rule {
    private static final Map<String, String> CONTEXT = TextTable.pairs("roman-context.tsv");
    private static final Set<String> OTHER_WORDS = Set.of(
            "MIX", "CD", "DC", "MD", "DI", "MM", "CV", "CC", "CM", "MC", "XL", "XXL", "CI", "CIV", "DIM", "MI", "LI",
            "DVI", "VC", "DM", "LC", "MDM");
    private static final String[] HUNDREDS = {"", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"};
    private static final String[] TENS = {"", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"};
    private static final String[] ONES = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    private static final int LENGTH_MAX = 15;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ROMAN;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        int previous = tokens.get(at - 1).is(".") && tokens.get(at - 1).glued() ? at - 2 : at - 1;
        Token before = tokens.get(previous);
        boolean candidate = isNumeral(token) && !token.glued() && before.isCapitalised() && !Openers.contains(before);
        String possessive = token.text().endsWith("'s") || token.text().endsWith("'S") ? "'s" : "";
        String numeral = token.text().substring(0, token.text().length() - possessive.length());
        int value = candidate ? value(numeral) : 0;
        if (value == 0) {
            return 0;
        }
        String context = CONTEXT.getOrDefault(tokens.lower(previous), "");
        boolean sure = numeral.length() > 1
                && value < 50
                && !OTHER_WORDS.contains(numeral)
                && !before.isUpperCase()
                && previous == at - 1;
        if (context.isEmpty() && !sure
                || context.equals("ordinal")
                        && numeral.length() == 1
                        && !token.text().startsWith("V")
                        && !token.text().startsWith("X")) {
            return 0;
        }
        boolean ordinal = context.equals("ordinal");
        String words = ordinal ? "the " + EnglishNumbers.ordinal(value) : EnglishNumbers.cardinal(value);
        out.say(words + possessive, at, at + 1);
        return 1;
    }

    private static boolean isNumeral(Token token) {
        return token.isUpperCase() || token.isCapitalised() && token.text().endsWith("'s");
    }

    /** The value of a well-formed numeral; 0 for anything else. */
    static int value(String numeral) {
        if (numeral.length() > LENGTH_MAX || !isRoman(numeral)) {
            return 0;
        }
        int value = 0;
        for (int i = 0; i < numeral.length(); i++) {
            int digit = digit(numeral.charAt(i));
            int next = i + 1 < numeral.length() ? digit(numeral.charAt(i + 1)) : 0;
            value += digit < next ? -digit : digit;
        }
        return value > 0 && value < 4000 && written(value).equals(numeral) ? value : 0;
    }

    private static boolean isRoman(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("IVXLCDM".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static String written(int value) {
        return "M".repeat(value / 1000) + HUNDREDS[value / 100 % 10] + TENS[value / 10 % 10] + ONES[value % 10];
    }

    private static int digit(char letter) {
        return switch (letter) {
            case 'I' -> 1;
            case 'V' -> 5;
            case 'X' -> 10;
            case 'L' -> 50;
            case 'C' -> 100;
            case 'D' -> 500;
            default -> 1000;
        };
    }
}
