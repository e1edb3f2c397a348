package sori.text.korean;

import sori.text.rules.CleanText;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Powers: "x²" is x의 제곱, "10⁻³" 십의 마이너스 삼제곱, "2^10" 이의 십제곱; and squared units that stand alone, "㎡". */
final class KoreanPowerRule implements Rule {
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
        Token base = tokens.get(at - 1);
        boolean known = base.isNumber() || base.isAnyOf(")]") || base.isWord() && KoreanCodes.isLatin(base);
        if (!sign.glued() || !known) {
            return 0;
        }
        if (sign.isAnyOf("²³")) {
            return say(sign.is("²") ? "제곱" : "세제곱", at, at + 1, out);
        }
        boolean minus = tokens.glued(at + 1, "-");
        Token power = tokens.get(minus ? at + 2 : at + 1);
        if (!(sign.is(CleanText.RAISED) || sign.is("^")) || !power.glued() || !power.isNumber(1, 3)) {
            return 0;
        }
        String words = KoreanNumbers.sino(power.text());
        String each = minus || words.length() > 1 || !"이삼".contains(words)
                ? (minus ? "마이너스 " : "") + words + "제곱"
                : words.equals("이") ? "제곱" : "세제곱";
        return say(each, at, minus ? at + 3 : at + 2, out);
    }

    private static int say(String words, int at, int end, Reading out) {
        out.append("의", at, at + 1);
        out.say(words, at, end);
        return end - at;
    }
}
