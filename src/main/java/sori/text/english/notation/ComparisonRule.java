package sori.text.english.notation;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Signs between two operands: "5 &gt;= 3", "x &lt; y", "a != b", "a == b"; and those around a word that is marked, "==so==", which are silent. */
public final class ComparisonRule implements Rule {
    private static final int MARKS_MAX = 4;

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
        boolean equal = tokens.glued(at + 1, "=");
        if (sign.is("=")) {
            return equal ? equals(tokens, at, out) : 0;
        }
        if (!sign.isAnyOf("<>!")) {
            return 0;
        }
        int end = equal ? at + 2 : at + 1;
        boolean between = isOperand(tokens.get(at - 1), false) && isOperand(tokens.get(end), true);
        boolean alike = sign.glued() == tokens.get(end).glued();
        if (sign.is("!")) {
            return equal && between && alike ? say("is not equal to", at, end, out) : 0;
        }
        String name = sign.is("<") ? "less than" : "greater than";
        if (equal) {
            return isOperand(tokens.get(end), true) ? say(name + " or equal to", at, end, out) : 0;
        }
        boolean compared = between && alike && !isAnotherAngle(tokens, at) && isCompared(tokens, at, end);
        return compared ? say(name, at, end, out) : 0;
    }

    /** Letters and numbers are compared however they are set, words in lower case with spaces around the sign. */
    private static boolean isCompared(Tokens tokens, int at, int end) {
        Token before = tokens.get(at - 1);
        Token after = tokens.get(end);
        boolean numeric =
                before.isNumber() || after.isNumber() || WrittenNumber.at(tokens, end) != null || after.isAnyOf("$€£¥");
        boolean spaced = !tokens.get(at).glued();
        boolean words = before.isLowerCase() && after.isLowerCase();
        return numeric || spaced && words || spaced && isShort(before) && isShort(after);
    }

    private static boolean isShort(Token token) {
        return token.text().length() == 1;
    }

    /** "<b>", where the signs are brackets, and "a > b > c", where they part the steps of a way. */
    private static boolean isAnotherAngle(Tokens tokens, int at) {
        boolean steps = !isShort(tokens.get(at - 1)) && !tokens.get(at - 1).isNumber();
        return steps && tokens.get(at + 2).isAnyOf("<>") && !tokens.get(at).glued()
                || tokens.glued(at + 2, tokens.get(at).is("<") ? ">" : "<")
                || steps && tokens.get(at - 2).isAnyOf("<>");
    }

    private static boolean isOperand(Token token, boolean behind) {
        return token.isWord() || token.isNumber() || token.isAnyOf(behind ? "([-.$€£\"'" : ")]%\"'");
    }

    private static int equals(Tokens tokens, int at, Reading out) {
        int end = at + 2;
        while (end < at + MARKS_MAX && tokens.glued(end, "=")) {
            end++;
        }
        boolean glued = tokens.get(at).glued();
        boolean gluedBehind = tokens.get(end).glued();
        boolean between =
                glued == gluedBehind && isOperand(tokens.get(at - 1), false) && isOperand(tokens.get(end), true);
        if (between) {
            out.say("equals", at, end);
        }
        return end - at;
    }

    private static int say(String words, int at, int end, Reading out) {
        out.say(words, at, end);
        return end - at;
    }
}
