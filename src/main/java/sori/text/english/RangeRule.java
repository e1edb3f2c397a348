package sori.text.english;

import java.util.Set;
import sori.text.english.notation.PowerRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The dash of "5-10", "3-2", "1914-18", "$5-$10", "5pm-7 pm" as "to", and the signs of "1-2=5" and "16:9". */
final class RangeRule implements Rule {
    private static final int LOOSE_MAX = 4;
    private static final int SCORE_MAX = 2;
    private static final int CODE_LETTERS_MAX = 3;
    private static final int SCORE_WORDS = 6;
    private static final Set<String> SCORING = Set.of(
            "won",
            "win",
            "wins",
            "winning",
            "beat",
            "beats",
            "beating",
            "lost",
            "lose",
            "loss",
            "victory",
            "defeat",
            "defeated",
            "lead",
            "led",
            "trailed",
            "trailing",
            "score",
            "scored",
            "tied",
            "edged",
            "final");
    private static final Set<String> OPEN_ENDS = Set.of("present", "now", "today", "date");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.RANGE;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token sign = tokens.get(at);
        Token next = tokens.get(at + 1);
        Token before = tokens.get(at - 1);
        if (sign.isAnyOf("-–") && isDifference(tokens, at)) {
            return say("minus", at, out);
        }
        if (sign.isAnyOf("x×") && isTimes(tokens, at)) {
            return say("times", at, out);
        }
        if (sign.isAnyOf("-–") && isInCode(tokens, at)) {
            return 0;
        }
        if (sign.is("-") && isChain(tokens, at)) {
            return 1;
        }
        if (sign.isAnyOf("-–") && isShortYears(tokens, at)) {
            return say("to", at, out);
        }
        if (sign.isAnyOf("-–") && sign.glued() == next.glued() && isUntil(tokens, at, out)) {
            return say("to", at, out);
        }
        boolean loose = sign.isAnyOf("x×-–:*") && isLoose(tokens, at);
        if (sign.isAnyOf("x×")
                && next.isNumber()
                && (out.lastClass() == SemioticClass.MEASURE || before.isAnyOf("\"'"))) {
            return say("by", at, out);
        }
        if (sign.is("/") && isOperand(before) && isOperand(next) && isEquation(tokens, at + 2)) {
            return say("divided by", at, out);
        }
        boolean amounts = sign.isAnyOf("-–")
                && !sign.glued()
                && !next.glued()
                && out.lastClass() == SemioticClass.MONEY
                && next.isAnyOf("$£€¥₩₹");
        if (amounts) {
            return say("to", at, out);
        }
        if (!loose && (!sign.glued() || !next.glued() || !out.lastClass().isQuantity())) {
            return 0;
        }
        boolean quantity = next.isNumber() || next.isAnyOf("$£€¥₩₹.");
        if (sign.isAnyOf("-–") && quantity) {
            return dash(tokens, at, out);
        }
        if (sign.isAnyOf("x×") && next.isNumber() && before.isNumber()) {
            boolean times = sign.is("×") && (PowerRule.isSign(tokens.get(at + 2)) || isEquation(tokens, at + 2));
            return say(times ? "times" : "by", at, out);
        }
        boolean numbers = next.isNumber() && before.isNumber();
        if (numbers && sign.is("*")) {
            return say("times", at, out);
        }
        return sign.is(":") && next.isNumber() && before.isNumber() ? say("to", at, out) : 0;
    }

    /** The dash of "i7-9700K" and "Llama-3-8B": the number before it hangs on letters. */
    private static boolean isInCode(Tokens tokens, int at) {
        boolean glued = tokens.get(at).glued()
                && tokens.get(at - 1).isNumber()
                && tokens.get(at - 1).glued();
        Token before = tokens.get(at - 2);
        boolean letters = before.isWord() && before.text().length() <= CODE_LETTERS_MAX && !before.isLowerCase()
                || before.isWord() && before.text().length() == 1;
        return glued
                && (letters
                        || before.is("-")
                                && before.glued()
                                && tokens.get(at - 3).isWord());
    }

    /** One of the hyphens in "4-4-2" and "10-2-1", formations and balances of games. */
    private static boolean isChain(Tokens tokens, int at) {
        boolean pair = isLink(tokens, at);
        return pair && (isLink(tokens, at + 2) || isLink(tokens, at - 2));
    }

    private static boolean isLink(Tokens tokens, int hyphen) {
        return tokens.get(hyphen - 1).isNumber(1, 2)
                && tokens.glued(hyphen, "-")
                && tokens.gluedNumber(hyphen + 1, 1, 2);
    }

    /** The dash of "'97–'98". */
    private static boolean isShortYears(Tokens tokens, int at) {
        return tokens.get(at - 1).isNumber(2, 2)
                && tokens.get(at - 2).is("'")
                && tokens.get(at + 1).is("'")
                && tokens.gluedNumber(at + 2, 2, 2);
    }

    /** Whether the text says so: "won 112-108". */
    private static boolean isScore(Tokens tokens, int at) {
        for (int i = at - 2; i >= at - SCORE_WORDS; i--) {
            if (SCORING.contains(tokens.lower(i))) {
                return tokens.get(at - 1).isNumber(1, 3) && tokens.get(at + 1).isNumber(1, 3);
            }
        }
        return false;
    }

    /** The hyphen of a court's "No. 17-1618". */
    private static boolean isDocket(Tokens tokens, int at) {
        return tokens.get(at - 1).isNumber(1, 2)
                && tokens.get(at + 1).isNumber(3, 5)
                && tokens.get(at - 2).is(".")
                && tokens.lower(at - 3).equals("no");
    }

    /** The dash of "May 30–June 2", "3 May - 5 June" and "2020–present". */
    private static boolean isUntil(Tokens tokens, int at, Reading out) {
        boolean dated = out.lastClass() == SemioticClass.DATE;
        Token next = tokens.get(at + 1);
        boolean month = next.isCapitalized() && !Months.name(next).isEmpty();
        boolean day = next.isNumber(1, 2)
                && tokens.get(at + 2).isCapitalized()
                && !Months.name(tokens.get(at + 2)).isEmpty();
        return dated && (month || day || OPEN_ENDS.contains(tokens.lower(at + 1)));
    }

    /** "3x faster", "2x a day". */
    static boolean isTimes(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        return tokens.get(at).isAnyOf("x×")
                && tokens.get(at).glued()
                && tokens.get(at - 1).isNumber()
                && next.isLowerCase()
                && !next.glued();
    }

    /** The dash of "1-2=5", "1- 2 = 5", "x - y = 3" and "5 = 7 - 2", but not that of "y = -2". */
    private static boolean isDifference(Tokens tokens, int at) {
        boolean operands = isOperand(tokens.get(at - 1)) && isOperand(tokens.get(at + 1));
        boolean coefficient = tokens.get(at + 1).isNumber()
                && tokens.get(at + 2).glued()
                && tokens.get(at + 2).isWord()
                && tokens.get(at + 2).text().length() == 1
                && isEquation(tokens, at + 3);
        boolean powers = PowerRule.isSign(tokens.get(at - 1))
                || tokens.get(at - 1).glued() && PowerRule.isSign(tokens.get(at - 2));
        return coefficient && (powers || isOperand(tokens.get(at - 1)))
                || operands && (isEquation(tokens, at + 2) || tokens.get(at - 2).is("=") && !goesOn(tokens, at + 2));
    }

    private static boolean isOperand(Token token) {
        return token.isNumber() || token.isWord() && token.text().length() == 1;
    }

    private static boolean goesOn(Tokens tokens, int at) {
        return tokens.gluedAnyOf(at, "-–./:") && tokens.get(at + 1).glued();
    }

    /** "3 x 4", "1914 - 1918": numbers on both sides of a sign with spaces around it, none of them one that is spelled. */
    private static boolean isLoose(Tokens tokens, int at) {
        int digits = tokens.get(at).is(":") ? SCORE_MAX : LOOSE_MAX;
        return tokens.get(at - 1).isNumber(1, digits)
                && tokens.get(at + 1).isNumber(1, digits)
                && !tokens.get(at).glued()
                && !tokens.get(at + 1).glued();
    }

    private static int dash(Tokens tokens, int at, Reading out) {
        Token before = tokens.get(at - 1);
        Token after = tokens.get(at + 1);
        if (isCentury(before, after) && after.text().startsWith("0")) {
            out.say("to", at, at + 1);
            out.say(endOfSeason(before.text(), after.text()), at + 1, at + 2);
            return 2;
        }
        boolean hyphen = tokens.get(at).is("-") && before.isNumber() && after.isNumber();
        if (hyphen && isDocket(tokens, at)) {
            return 1;
        }
        boolean code = before.text().length() > 2 && !isCentury(before, after) && !isScore(tokens, at);
        if (hyphen && code && number(before) >= number(after) && out.lastClass() != SemioticClass.MEASURE) {
            out.punctuate("-");
            return 1;
        }
        return say("to", at, out);
    }

    /** "1914-18", "1999-00". */
    private static boolean isCentury(Token first, Token second) {
        boolean years = YearRule.isYear(first.text()) && second.isNumber(2, 2);
        String end = years ? first.text().substring(2) : "";
        return years && (end.compareTo(second.text()) < 0 || end.equals("99") && second.is("00"));
    }

    /** The 07 of "2006-07", or the whole year where a century ends. */
    private static String endOfSeason(String first, String second) {
        int year = Integer.parseInt(first);
        return second.equals("00") ? EnglishNumbers.year(Integer.toString(year + 1)) : DateRule.shortYear(second);
    }

    private static boolean isEquation(Tokens tokens, int at) {
        return tokens.get(at).is("=")
                && (tokens.get(at + 1).isNumber() || tokens.get(at + 1).isWord());
    }

    private static double number(Token token) {
        return Double.parseDouble(
                token.text().substring(0, Math.min(40, token.text().length())));
    }

    private static int say(String word, int at, Reading out) {
        out.say(word, at, at + 1);
        return 1;
    }
}
