package sori.text.english.notation;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Arrows, "→", "->", "=>" and "-->": to, between two words; silent elsewhere. And faces such as ":D", which are silent. */
public final class ArrowRule implements Rule {
    private static final String FACES = "DPpO";
    private static final int SHAFT_MAX = 3;

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
        if (sign.isAnyOf(":;")) {
            return face(tokens, at);
        }
        int end = end(tokens, at);
        if (end == at) {
            return 0;
        }
        Token before = tokens.get(at - 1);
        Token next = tokens.get(end);
        boolean behind = next.isWord() || next.isNumber() || next.isAnyOf("∞-");
        boolean between = (before.isWord() || before.isNumber()) && behind;
        boolean menu = isMenu(before) && isMenu(next); // File → Save As
        if (between && !menu && (sign.is("→") || !next.glued())) {
            out.say("to", at, end);
        }
        return end - at;
    }

    private static boolean isMenu(Token token) {
        return token.isCapitalized() && token.text().length() > 1;
    }

    /** Token after the arrow; the same where none starts. */
    private static int end(Tokens tokens, int at) {
        if (tokens.get(at).is("→")) {
            return at + 1;
        }
        int end = at;
        while (end < at + SHAFT_MAX
                && tokens.get(end).isAnyOf("-=")
                && (end == at || tokens.get(end).glued())) {
            end++;
        }
        return end > at && tokens.glued(end, ">") ? end + 1 : at;
    }

    private static int face(Tokens tokens, int at) {
        int mouth = tokens.glued(at + 1, "-") ? at + 2 : at + 1;
        boolean face = !tokens.get(at).glued()
                && tokens.get(mouth).glued()
                && tokens.get(mouth).isAnyOf(FACES)
                && !tokens.get(mouth + 1).glued();
        return face ? mouth + 1 - at : 0;
    }
}
