package sori.text.english.notation;

import sori.text.english.EnglishNumbers;
import sori.text.english.MeasureRule;
import sori.text.rules.CleanText;
import sori.text.rules.PlainRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Powers: "x^2" is x squared, "x^5" x to the power of five, "10⁻³ m" ten to the minus three meters. */
public final class PowerRule implements Rule {
    /** Letters of a product such as "mc". */
    private static final int FACTORS_MAX = 2;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.SYMBOL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token sign = tokens.get(at);
        boolean raised = sign.is(CleanText.RAISED);
        if (!(raised || sign.is("^")) || !sign.glued() || !isBase(tokens.get(at - 1))) {
            return 0;
        }
        boolean minus = tokens.glued(at + 1, "-");
        int power = minus ? at + 2 : at + 1;
        String words = words(tokens.get(power));
        if (words.isEmpty()) {
            return 0;
        }
        boolean small = !minus && (words.equals("two") || words.equals("three"));
        if (small) {
            out.say(words.equals("two") ? "squared" : "cubed", at, power + 1);
        } else {
            out.say((raised ? "to the " : "to the power of ") + (minus ? "minus " : "") + words, at, power + 1);
        }
        int unit = MeasureRule.many(tokens, power + 1, out);
        return MeasureRule.per(tokens, unit, out) - at;
    }

    /** Whether a number that was set high behind it is a power, and no note's number. */
    private static boolean isBase(Token before) {
        boolean letter = before.isWord() && before.text().length() <= FACTORS_MAX;
        return before.isNumber() || letter || before.isAnyOf(")]");
    }

    /** Whether a token is the sign of a power. */
    public static boolean isSign(Token token) {
        return token.glued() && (token.is(CleanText.RAISED) || token.isAnyOf("^²³"));
    }

    private static String words(Token power) {
        if (!power.glued()) {
            return "";
        }
        boolean letter = power.isWord() && power.text().length() == 1;
        return power.isNumber(1, 3)
                ? EnglishNumbers.cardinal(power.text())
                : letter ? PlainRule.letters(power.text()) : "";
    }
}
