package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The shillings and pence behind pounds in older texts: "£5 10s. 6d." */
final class ShillingRule implements Rule {
    private static final int POUNDS_MAX = 9;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.MONEY;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token coin = tokens.get(at + 1);
        boolean shillings = coin.is("s");
        boolean amount = tokens.get(at).isNumber(1, 2) && !tokens.get(at).glued() && (shillings || coin.is("d"));
        if (!amount || !isBehindPounds(tokens, at)) {
            return 0;
        }
        String number = EnglishNumbers.cardinal(tokens.get(at).text());
        boolean one = number.equals("one");
        String name = shillings ? one ? "shilling" : "shillings" : one ? "penny" : "pence";
        out.say(number + " " + name, at, at + 2);
        Token next = tokens.get(at + 3);
        boolean inside = next.isNumber() || next.isLowerCase() || next.isAnyOf(",;:)");
        return tokens.glued(at + 2, ".") && inside ? 3 : 2;
    }

    private static boolean isBehindPounds(Tokens tokens, int at) {
        for (int i = at - 1; i > at - POUNDS_MAX; i--) {
            Token token = tokens.get(i);
            if (token.is("£")) {
                return true;
            }
            if (!token.isNumber() && !token.isAnyOf(".,sd") && !token.is("and")) {
                return false;
            }
        }
        return false;
    }
}
