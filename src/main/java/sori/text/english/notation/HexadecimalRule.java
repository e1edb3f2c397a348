package sori.text.english.notation;

import java.util.Locale;
import java.util.Set;
import sori.text.english.EnglishNumbers;
import sori.text.rules.LettersRule;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Hexadecimal numbers, digit by digit: "0x8007F" is zero x eight zero zero seven f. */
public final class HexadecimalRule implements Rule {
    private static final Set<Character> LETTERS = Set.of('a', 'b', 'c', 'd', 'e', 'f');
    private static final int TOKENS_MAX = 24;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.ELECTRONIC;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean inside = tokens.get(at).glued()
                && (tokens.get(at - 1).isWord() || tokens.get(at - 1).isAnyOf(".,"));
        String x = tokens.get(at).is("0") && !inside && tokens.get(at + 1).glued() ? tokens.lower(at + 1) : "";
        boolean more = x.length() > 1 || isPart(tokens.get(at + 2));
        if (!x.startsWith("x") || !isHexadecimal(x.substring(1)) || !more) {
            return 0;
        }
        out.say("zero", at, at + 1);
        out.say(LettersRule.spelled(x), at + 1, at + 2);
        int end = at + 2;
        while (end < at + TOKENS_MAX && isPart(tokens.get(end))) {
            String part = tokens.get(end).text();
            out.say(tokens.get(end).isNumber() ? EnglishNumbers.digits(part) : LettersRule.spelled(part), end, end + 1);
            end++;
        }
        return end - at;
    }

    private static boolean isPart(Token token) {
        return token.glued()
                && (token.isNumber()
                        || token.isWord() && isHexadecimal(token.text().toLowerCase(Locale.ROOT)));
    }

    private static boolean isHexadecimal(String letters) {
        return letters.chars().allMatch(c -> LETTERS.contains((char) c));
    }
}
