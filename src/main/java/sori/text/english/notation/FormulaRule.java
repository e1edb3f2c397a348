package sori.text.english.notation;

import org.jspecify.annotations.Nullable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Formulas in TeX's notation, between dollar signs or in "\(…\)" and "\[…\]", and fractions and roots that stand alone: "$x^2$" is x squared. */
public final class FormulaRule implements Rule {
    private static final int FORMULA_MAX = 120;
    private static final int COMMAND_MAX = 40;
    private static final int PRODUCT_MAX = 2;

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
        Token token = tokens.get(at);
        if (token.is("$")) {
            boolean display = tokens.glued(at + 1, "$");
            int start = display ? at + 2 : at + 1;
            int close = isOpening(tokens, at, display) ? close(tokens, start, display) : 0;
            return close == 0 ? 0 : say(tokens, at, start, close, display ? close + 2 : close + 1, out);
        }
        if (!token.is("\\")) {
            return 0;
        }
        boolean delimited = tokens.gluedAnyOf(at + 1, "([");
        if (delimited) {
            int close = close(tokens, at + 2, tokens.get(at + 1).is("(") ? ")" : "]");
            return close == 0 ? 0 : say(tokens, at, at + 2, close, close + 2, out);
        }
        Formula.@Nullable Command command = Formula.command(tokens, at, COMMAND_MAX);
        if (command == null) {
            return 0;
        }
        out.say(command.words(), at, command.end());
        return command.end() - at;
    }

    private static int say(Tokens tokens, int at, int start, int close, int end, Reading out) {
        out.say(Formula.words(tokens, start, close), at, end);
        return end - at;
    }

    /** Not glued to a word or number before it, and glued to what follows, unless it is set apart. */
    private static boolean isOpening(Tokens tokens, int at, boolean display) {
        Token before = tokens.get(at - 1);
        boolean apart = !tokens.get(at).glued() || !(before.isWord() || before.isNumber() || before.is("$"));
        return apart && (display || tokens.get(at + 1).glued());
    }

    /** The sign that closes what begins at a token, if that is a formula; else 0. */
    private static int close(Tokens tokens, int start, boolean display) {
        boolean command = false;
        boolean letters = false;
        boolean longer = false;
        boolean sign = false;
        for (int i = start; i < start + FORMULA_MAX; i++) {
            Token token = tokens.get(i);
            if (token.kind() == Token.Kind.NONE) {
                return 0;
            }
            if (token.is("$") && !(tokens.get(i - 1).is("\\") && token.glued())) {
                boolean closes = display ? tokens.glued(i + 1, "$") : token.glued() && !isMore(tokens.get(i + 1));
                boolean plain = letters && !longer && (sign || i == start + 1);
                return i > start && closes && (command || plain) ? i : 0;
            }
            command |= token.isAnyOf("\\^_");
            letters |= token.isWord();
            longer |= token.isWord() && token.text().length() > PRODUCT_MAX;
            sign |= token.isAnyOf("=+-<>*/(");
        }
        return 0;
    }

    private static boolean isMore(Token token) {
        return token.glued() && (token.isNumber() || token.isWord());
    }

    private static int close(Tokens tokens, int start, String bracket) {
        for (int i = start; i < start + FORMULA_MAX; i++) {
            if (tokens.get(i).kind() == Token.Kind.NONE) {
                return 0;
            }
            if (tokens.get(i).is("\\") && tokens.glued(i + 1, bracket)) {
                return i > start ? i : 0;
            }
        }
        return 0;
    }
}
