package sori.text.korean;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * What joins two numbers: the dash or wave of "5일-10일" (부터) and of "10~20명" (에서), the dash of a house number (다시), the
 * signs of "1-2=3" and "1+2=3", and the colon of a score (대).
 */
final class KoreanRangeRule implements Rule {
    private static final String SUM = "+-×÷=";

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.RANGE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token sign = tokens.get(at);
        Token before = tokens.get(at - 1);
        int silent = silent(tokens, at);
        if (silent > 0) {
            return silent;
        }
        if (sign.is("=") && !before.isNumber() && !out.lastWord().isEmpty()) {
            out.append(KoreanParticles.fitting(out.lastWord(), "는"), at, at + 1);
            return 1;
        }
        if (sign.is("~") && KoreanSpans.isSpan(tokens, at)) {
            out.append(KoreanSpans.isTime(tokens, at) ? "부터" : "에서", at, at + 1);
            return 1;
        }
        if (sign.is("-") && isChain(tokens, at)) {
            return 1;
        }
        if (sign.is("-") && before.is("D") && !before.glued() && tokens.gluedNumber(at + 1, 1, 4)) {
            out.say("마이너스", at, at + 1);
            return 1;
        }
        int next = tokens.get(at + 1).isAnyOf("₩$€£¥") ? at + 2 : at + 1;
        boolean numbers = tokens.get(next).isNumber()
                && (before.isNumber() || out.lastClass().isQuantity());
        if (sign.isAnyOf(SUM) && before.isNumber() && tokens.get(next).isNumber() && isSum(tokens, at)) {
            return sum(sign, at, out);
        }
        boolean tight = sign.glued() && tokens.get(at + 1).glued();
        boolean loose = sign.is("~") && !out.lastWord().isEmpty();
        if (!tokens.get(next).isNumber() || !(tight && (numbers || before.isWord()) || loose)) {
            return 0;
        }
        if (sign.isAnyOf("-–~")) {
            return range(tokens, at, next, out);
        }
        if (sign.is(":") && before.isNumber()) {
            out.say("대", at, at + 1);
            return 1;
        }
        return 0;
    }

    /** One of the hyphens in "4-4-2", a formation. */
    private static boolean isChain(Tokens tokens, int at) {
        return isLink(tokens, at) && (isLink(tokens, at + 2) || isLink(tokens, at - 2));
    }

    private static boolean isLink(Tokens tokens, int hyphen) {
        return tokens.get(hyphen - 1).isNumber(1, 1)
                && tokens.glued(hyphen, "-")
                && tokens.gluedNumber(hyphen + 1, 1, 1);
    }

    /** Signs that part or mark words and are not said: F-16, [서울=연합뉴스], ==강조==. */
    private static int silent(Tokens tokens, int at) {
        Token sign = tokens.get(at);
        Token before = tokens.get(at - 1);
        Token next = tokens.get(at + 1);
        boolean code = sign.is("-")
                && sign.glued()
                && next.glued()
                && next.isNumber()
                && KoreanCodes.isLatin(before)
                && !(before.glued() && tokens.get(at - 2).isNumber())
                && !before.is("D");
        boolean marks = sign.is("=") && tokens.glued(at + 1, "=");
        boolean parting = sign.is("=") && (isHangul(before) && !next.isNumber() || isHangul(next));
        return marks ? 2 : code || parting ? 1 : 0;
    }

    private static boolean isHangul(Token token) {
        return token.isWord() && Tokens.isHangul(token.text().codePointAt(0));
    }

    private static int range(Tokens tokens, int at, int next, Reading out) {
        Token noun = tokens.get(next + 1);
        boolean plain =
                tokens.get(at - 1).isNumber() && (!noun.isWord() || noun.text().startsWith("번지"));
        boolean article = tokens.get(at - 2).is("제") && tokens.get(at - 1).glued();
        if (tokens.get(at).is("-") && (plain && out.lastClass() == SemioticClass.CARDINAL || article)) {
            out.say("다시", at, at + 1);
        } else if (isTime(tokens, next, out)) {
            out.say("부터", at, at + 1);
        } else {
            out.join("에서", at, at + 1);
        }
        return 1;
    }

    private static boolean isTime(Tokens tokens, int next, Reading out) {
        String noun = tokens.get(next + 1).text();
        boolean time = !noun.isEmpty() && "년월일시분초".indexOf(noun.charAt(0)) >= 0;
        return time || out.lastClass() == SemioticClass.DATE || out.lastClass() == SemioticClass.TIME;
    }

    /** Whether an equals sign stands here or after the next number. */
    private static boolean isSum(Tokens tokens, int at) {
        return !tokens.get(at).is("-") && !tokens.get(at).is("=")
                || tokens.get(at).is("=")
                || tokens.get(at + 2).is("=")
                || tokens.get(at + 2).isAnyOf("+×÷") && tokens.get(at + 4).is("=");
    }

    private static int sum(Token sign, int at, Reading out) {
        switch (sign.text()) {
            case "+" -> out.say("더하기", at, at + 1);
            case "-" -> out.say("빼기", at, at + 1);
            case "×" -> out.say("곱하기", at, at + 1);
            case "÷" -> out.say("나누기", at, at + 1);
            default -> out.join(KoreanParticles.fitting(out.lastWord(), "는"), at, at + 1);
        }
        return 1;
    }
}
