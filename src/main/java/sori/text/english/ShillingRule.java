package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Pounds, shillings and pence of older texts: "£5 10s. 6d.", "2s. 6d.", "5l. a year". */
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
        WrittenNumber amount = WrittenNumber.at(tokens, at);
        boolean inside = tokens.get(at).glued() && !tokens.get(at - 1).isAnyOf("(\"'-–.");
        if (inside || amount == null || !amount.isWhole()) {
            return 0;
        }
        String name = name(tokens, at, amount);
        if (name.isEmpty()) {
            return 0;
        }
        int coin = amount.end();
        out.say(EnglishNumbers.spoken(amount) + " " + name, at, coin + 1);
        return (tokens.glued(coin + 1, ".") && isInside(tokens, coin + 2) ? coin + 2 : coin + 1) - at;
    }

    /** What is counted: "2s. 6d." behind pounds or each other, "3s. a week", "5l. a year"; "" for anything else. */
    private static String name(Tokens tokens, int at, WrittenNumber amount) {
        Token coin = tokens.get(amount.end());
        boolean dot = tokens.glued(amount.end() + 1, ".");
        boolean small = tokens.get(at).isNumber(1, 2);
        boolean goesOn = dot && isInside(tokens, amount.end() + 2);
        boolean pounds = coin.is("l") && goesOn;
        boolean shillings = small && coin.is("s") && (isBehindPounds(tokens, at) || coin.glued() && goesOn);
        boolean pence = small
                && coin.is("d")
                && (isBehindPounds(tokens, at)
                        || coin.glued() && (dot || tokens.get(at - 2).is("s")));
        boolean one = amount.isOne();
        return pounds
                ? one ? "pound" : "pounds"
                : shillings ? one ? "shilling" : "shillings" : pence ? one ? "penny" : "pence" : "";
    }

    /** Whether a dot before a token is one of an abbreviation: the sentence goes on. */
    private static boolean isInside(Tokens tokens, int next) {
        Token token = tokens.get(next);
        return token.isNumber() || token.isLowerCase() || token.isAnyOf(",;:)");
    }

    private static boolean isBehindPounds(Tokens tokens, int at) {
        for (int i = at - 1; i > at - POUNDS_MAX; i--) {
            Token token = tokens.get(i);
            if (token.is("£")) {
                return true;
            }
            if (!token.isNumber() && !token.isAnyOf(".,sdl") && !token.is("and")) {
                return false;
            }
        }
        return false;
    }
}
