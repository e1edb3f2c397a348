package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/**
 * Four digits alone are a year between 1100 and 2099, or, after a word such as "in", from 1010; unless a word follows that
 * they count.
 */
final class YearRule implements Rule {
    private static final int FIRST = 1100;
    private static final int EARLY = 1010;
    private static final int LAST = 2099;
    private static final Set<String> DATING = Set.of(
            "in", "since", "until", "till", "by", "from", "about", "around", "after", "before", "year", "circa", "ca",
            "c", "between", "early", "late", "ad");
    private static final Set<String> ERAS = Set.of("ad", "ce", "bc", "bce");
    private static final Set<String> COUNTED = Set.of("people", "men", "women", "children", "percent", "feet");
    private static final Set<String> NOT_COUNTED = Set.of(
            "was",
            "is",
            "has",
            "does",
            "as",
            "his",
            "this",
            "its",
            "us",
            "less",
            "across",
            "plus",
            "versus",
            "towards",
            "census",
            "series",
            "class",
            "always",
            "perhaps",
            "besides",
            "unless",
            "olympics",
            "elections",
            "championships",
            "playoffs",
            "finals");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DATE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (hasEra(tokens, at)) {
            out.say(EnglishNumbers.yearOfEra(tokens.get(at).text()), at, at + 1);
            return 1;
        }
        boolean the = tokens.lower(at - 1).equals("the");
        if (!isYear(tokens, at) && !isEarly(tokens, at) || counts(tokens, at + 1, the)) {
            return 0;
        }
        boolean possessive = tokens.glued(at + 1, "'") && tokens.glued(at + 2, "s");
        int end = possessive ? at + 3 : at + 1;
        out.say(EnglishNumbers.year(tokens.get(at).text()) + (possessive ? "'s" : ""), at, end);
        return end - at;
    }

    /** A number that can be a year, whatever follows it. */
    static boolean isYear(Tokens tokens, int at) {
        Token token = tokens.get(at);
        return token.isNumber() && isYear(token.text()) && !continues(tokens, at);
    }

    /** "476 AD", "4200 B.C.", "AD 476". */
    private static boolean hasEra(Tokens tokens, int at) {
        boolean number =
                tokens.get(at).isNumber(3, 4) && tokens.get(at).text().charAt(0) != '0' && !continues(tokens, at);
        return number
                && (isEra(tokens, at + 1)
                        || tokens.get(at - 1).is("AD")
                        || tokens.get(at - 1).is("BC")
                        || tokens.get(at - 1).is(".")
                                && tokens.get(at - 2).is("D")
                                && tokens.get(at - 2).glued()
                                && tokens.get(at - 4).is("A"));
    }

    private static boolean isEra(Tokens tokens, int at) {
        boolean dotted = tokens.glued(at + 1, ".") && tokens.get(at + 2).glued();
        String word = dotted ? tokens.lower(at) + tokens.lower(at + 2) : tokens.lower(at);
        return ERAS.contains(word)
                && Character.isUpperCase(tokens.get(at).text().charAt(0));
    }

    private static boolean isEarly(Tokens tokens, int at) {
        Token token = tokens.get(at);
        int year = token.isNumber(4, 4) ? Integer.parseInt(token.text()) : 0;
        boolean span = tokens.gluedAnyOf(at + 1, "-–")
                && tokens.gluedNumber(at + 2, 4, 4)
                && isYear(tokens.get(at + 2).text());
        boolean dated = DATING.contains(tokens.lower(at - 1)) || ERAS.contains(tokens.lower(at + 1)) || span;
        return year >= EARLY && year < FIRST && dated && !continues(tokens, at);
    }

    static boolean isYear(String digits) {
        int year = digits.length() == 4 ? Integer.parseInt(digits) : 0;
        return year >= FIRST && year <= LAST;
    }

    private static boolean continues(Tokens tokens, int at) {
        WrittenNumber number = WrittenNumber.at(tokens, at);
        return number == null || number.end() != at + 1;
    }

    private static boolean counts(Tokens tokens, int next, boolean the) {
        String word = tokens.lower(next);
        boolean plural = tokens.get(next).isLowerCase()
                && word.length() > 3
                && word.endsWith("s")
                && !word.endsWith("'s")
                && !NOT_COUNTED.contains(word);
        return plural && !the && !tokens.get(next).glued() || COUNTED.contains(word);
    }
}
