package sori.text.english;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Roman numerals where their neighbour makes them numbers: after "Chapter" and the like (from {@code roman-context.tsv}) a
 * cardinal, after a first name an ordinal, elsewhere a cardinal if it is no other word ("XIV", but not "MIX").
 */
final class RomanRule implements Rule {
    private static final Map<String, String> CONTEXT = TextTable.pairs("roman-context.tsv");
    private static final Set<String> OTHER_WORDS = Set.of(
            "MIX", "CD", "DC", "MD", "DI", "MM", "CV", "CC", "CM", "MC", "XL", "XXL", "CI", "CIV", "DIM", "MI", "LI",
            "DVI", "VC", "DM", "LC", "MDM", "XX", "XXX");
    private static final String[] HUNDREDS = {"", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"};
    private static final String[] TENS = {"", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"};
    private static final String[] ONES = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};
    private static final int LENGTH_MAX = 15;
    private static final int SURE_MAX = 50;
    private static final int NAME_TOKENS_MAX = 8;

    private static final Set<String> ENDINGS = Set.of("st", "nd", "rd", "th");
    private static final int ENDING_LENGTH = 2;
    private static final Set<String> LISTING = Set.of("and", "or", "to");

    /** What numerals are ordinals of. */
    private static final Set<String> COUNTED = Set.of("century", "centuries", "olympiad", "dynasty", "arrondissement");

    /** Words after "Charles I" that don't follow the pronoun. */
    private static final Set<String> AFTER_KING = Set.of(
            "of", "and", "in", "who", "at", "to", "by", "from", "as", "on", "for", "with", "became", "ruled", "reigned",
            "died", "was", "had", "is", "or", "after", "during", "until", "when", "made", "gave", "granted");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ROMAN;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        int ordinal = ordinal(tokens, at);
        if (ordinal > 0) {
            out.say(EnglishNumbers.ordinal(ordinal), at, at + 1);
            return 1;
        }
        boolean small = isSmall(tokens, at);
        if (!isNumeral(token) && !small || token.glued() && !isBracketed(tokens, at)) {
            return 0;
        }
        String possessive = token.text().endsWith("'s") || token.text().endsWith("'S") ? "'s" : "";
        String numeral = token.text().substring(0, token.text().length() - possessive.length());
        int value = value(small ? numeral.toUpperCase(Locale.ROOT) : numeral);
        String words = value == 0 ? "" : words(tokens, at, numeral, value);
        if (words.isEmpty()) {
            return 0;
        }
        out.say(words + possessive, at, at + 1);
        boolean inside = tokens.glued(at + 1, ".")
                && tokens.get(at + 2).isLowerCase()
                && !tokens.get(at + 2).glued();
        if (inside) {
            out.hold();
        }
        return inside ? 2 : 1;
    }

    /** The number of "XIVth"; 0 for other words. */
    private static int ordinal(Tokens tokens, int at) {
        String text = tokens.get(at).text();
        int stem = text.length() - ENDING_LENGTH;
        boolean ending = stem > 0
                && ENDINGS.contains(text.substring(stem))
                && !tokens.get(at).glued();
        boolean sure = stem > 1 || COUNTED.contains(tokens.lower(at + 1));
        return ending && sure ? value(text.substring(0, stem)) : 0;
    }

    /** How the numeral is read where it stands; "" where it is none. */
    private static String words(Tokens tokens, int at, String numeral, int value) {
        int previous = tokens.get(at - 1).is(".") && tokens.get(at - 1).glued() ? at - 2 : at - 1;
        Token before = tokens.get(previous);
        String context = before.isCapitalized() || tokens.lower(previous).length() > 1
                ? CONTEXT.getOrDefault(tokens.lower(previous), "")
                : "";
        boolean named = before.isCapitalized() && !Openers.contains(before);
        boolean person = (context.isEmpty() || context.equals("title"))
                && numeral.length() > 1
                && named
                && !before.isUpperCase()
                && isPerson(tokens, previous);
        if (person && !OTHER_WORDS.contains(numeral)) {
            return "the " + EnglishNumbers.ordinal(value);
        }
        if (context.equals("ordinal")) {
            return named && isReign(tokens, at, numeral) ? "the " + EnglishNumbers.ordinal(value) : "";
        }
        if (context.equals("cardinal") && (named || numeral.length() > 1)) {
            return EnglishNumbers.cardinal(value);
        }
        if (numeral.equals("I") && isListed(tokens, at + 1) && !context.equals("ordinal")) {
            return EnglishNumbers.cardinal(value);
        }
        if (isBracketed(tokens, at)) {
            return EnglishNumbers.cardinal(value);
        }
        boolean sure = numeral.length() > 1 && value < SURE_MAX && !OTHER_WORDS.contains(numeral);
        boolean number = named && !before.isUpperCase() && previous == at - 1 || !numeral.equals("IV");
        if (!sure || !number) {
            return "";
        }
        boolean counts = COUNTED.contains(tokens.lower(at + 1));
        return counts ? EnglishNumbers.ordinal(value) : EnglishNumbers.cardinal(value);
    }

    /** "John Jacob Astor": a title or a first name stands among the capitalized words up to a token. */
    private static boolean isPerson(Tokens tokens, int last) {
        for (int i = last - 1; i > last - NAME_TOKENS_MAX; i--) {
            Token token = tokens.get(i);
            String context = CONTEXT.getOrDefault(tokens.lower(i), "");
            if (context.equals("ordinal") || context.equals("title")) {
                return token.isCapitalized();
            }
            boolean initial =
                    token.is(".") && token.glued() && tokens.get(i - 1).isCapitalized();
            boolean letter = initial && tokens.get(i - 1).text().length() == 1;
            boolean country =
                    letter && tokens.get(i - 3).is("U") && tokens.get(i - 1).isAnyOf("SKN");
            if (letter) {
                return !country;
            }
            if (!token.isCapitalized() && !initial && !token.is("-") || context.equals("cardinal")) {
                return false;
            }
        }
        return false;
    }

    /** One letter behind a king's name may be another word: I before a verb, or an initial. */
    private static boolean isReign(Tokens tokens, int at, String numeral) {
        Token next = tokens.get(at + 1);
        boolean ends = next.kind() == Token.Kind.NONE || next.isAnyOf(",.;:()-–\"'");
        return numeral.length() > 1
                || numeral.equals("V")
                || numeral.equals("X")
                || numeral.equals("I") && (ends || AFTER_KING.contains(tokens.lower(at + 1)));
    }

    /** "chapter iv", "page xii": in lower case behind what is counted by such numerals. */
    private static boolean isSmall(Tokens tokens, int at) {
        Token token = tokens.get(at);
        if (!token.isLowerCase()) {
            return false;
        }
        int before = tokens.glued(at - 1, ".") ? at - 2 : at - 1;
        boolean one = tokens.glued(at - 1, ".") && token.isAnyOf("ivx") && tokens.gluedAnyOf(at + 1, ".,;:");
        return isBracketed(tokens, at)
                || (one || token.text().length() > 1)
                        && !OTHER_WORDS.contains(token.text().toUpperCase(Locale.ROOT))
                        && "cardinal".equals(CONTEXT.get(tokens.lower(before)));
    }

    /** The number of an item: "(iv)". */
    private static boolean isBracketed(Tokens tokens, int at) {
        Token token = tokens.get(at);
        return token.isLowerCase()
                && token.text().length() > 1
                && tokens.get(at - 1).is("(")
                && tokens.glued(at + 1, ")")
                && !OTHER_WORDS.contains(token.text().toUpperCase(Locale.ROOT));
    }

    /** "I, II", "I and II". */
    private static boolean isListed(Tokens tokens, int at) {
        boolean joined = tokens.get(at).isAnyOf(",&/-–") || LISTING.contains(tokens.lower(at));
        return joined && tokens.get(at + 1).is("II");
    }

    private static boolean isNumeral(Token token) {
        return token.isUpperCase() || token.isCapitalized() && token.text().endsWith("'s");
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
