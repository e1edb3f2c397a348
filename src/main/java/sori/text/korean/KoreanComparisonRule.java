package sori.text.korean;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Signs between two operands: "5 &gt;= 3" is 오는 삼보다 크거나 같다, "x &lt; y" x는 y보다 작다; and arrows, which are silent before what they point at. */
final class KoreanComparisonRule implements Rule {
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
        if (sign.isAnyOf("-=") && tokens.glued(at + 1, ">")) {
            return 2;
        }
        if (sign.is("→")) {
            return arrow(tokens, at, out);
        }
        boolean equal = tokens.glued(at + 1, "=");
        String ending = ending(sign, equal);
        int second = sign.isAnyOf("<>!") && equal ? at + 2 : at + 1;
        boolean alike = sign.glued() == tokens.get(second).glued();
        if (ending.isEmpty() || !alike || !isOperand(tokens, at - 1) || !isOperand(tokens, second)) {
            return 0;
        }
        WrittenNumber number = WrittenNumber.at(tokens, second);
        int end = number == null ? second + 1 : number.end();
        Token behind = tokens.get(end);
        if (behind.glued() && !behind.isAnyOf(".,?!)")) {
            return 0;
        }
        out.append(KoreanParticles.fitting(out.lastWord(), "는"), at, at + 1);
        String operand = number == null ? KoreanWordRule.spoken(tokens.get(second)) : KoreanQuantity.spoken(number);
        out.say(operand + ending, second, end);
        return end - at;
    }

    /** From one to the other between two words; elsewhere it is silent. */
    private static int arrow(Tokens tokens, int at, Reading out) {
        boolean between = tokens.get(at - 1).isWord() || tokens.get(at - 1).isNumber();
        if (between && !out.lastWord().isEmpty()) {
            out.append("에서", at, at + 1);
        }
        return 1;
    }

    private static String ending(Token sign, boolean equal) {
        return switch (sign.text()) {
            case ">" -> equal ? "보다 크거나 같다" : "보다 크다";
            case "<" -> equal ? "보다 작거나 같다" : "보다 작다";
            case "≥" -> "보다 크거나 같다";
            case "≤" -> "보다 작거나 같다";
            case "≠" -> "와 같지 않다";
            case "!" -> equal ? "와 같지 않다" : "";
            default -> "";
        };
    }

    /** A number, or a letter that stands for one. */
    private static boolean isOperand(Tokens tokens, int at) {
        Token token = tokens.get(at);
        return token.isNumber()
                || token.isWord() && KoreanCodes.isLatin(token) && token.text().length() == 1;
    }
}
