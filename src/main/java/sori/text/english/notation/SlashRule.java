package sori.text.english.notation;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The slash of "AC/DC", "TCP/IP" and "HIV/AIDS", which nobody says. */
public final class SlashRule implements Rule {
    private static final int LETTERS_MAX = 5;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.PUNCTUATION;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean inside = tokens.glued(at, "/") && tokens.get(at + 1).glued();
        return inside && isAcronym(tokens.get(at - 1)) && isAcronym(tokens.get(at + 1)) ? 1 : 0;
    }

    private static boolean isAcronym(Token token) {
        int length = token.text().length();
        return token.isUpperCase() && length > 1 && length <= LETTERS_MAX;
    }
}
