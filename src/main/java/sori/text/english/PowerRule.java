package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The second and third power with a sign: "x^2" is x squared. Higher ones are the sign's name and a number. */
final class PowerRule implements Rule {
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
        Token power = tokens.get(at + 1);
        boolean known = power.is("2") || power.is("3");
        if (!tokens.glued(at, "^") || !power.glued() || !known) {
            return 0;
        }
        out.say(power.is("2") ? "squared" : "cubed", at, at + 2);
        return 2;
    }
}
