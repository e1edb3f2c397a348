package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The number behind "ISBN" or "ISSN", digit by digit, zero as o, with a pause at each hyphen or space: "0-8108-3427-X". */
final class BookNumber {
    private static final Set<String> NAMES = Set.of("isbn", "issn", "isbns");
    private static final int TOKENS_MAX = 12;

    private BookNumber() {}

    /** @return tokens read; 0 if no such number starts here */
    static int read(Tokens tokens, int at, Reading out) {
        Token before = tokens.get(at - 1);
        boolean named = NAMES.contains(tokens.lower(at - 1))
                || before.isAnyOf(":-") && NAMES.contains(tokens.lower(at - 2))
                || before.is(":") && tokens.get(at - 2).isNumber(2, 2) && NAMES.contains(tokens.lower(at - 4));
        if (!named || !tokens.get(at).isNumber()) {
            return 0;
        }
        int next = at;
        while (next < at + TOKENS_MAX && isPart(tokens, at, next)) {
            Token token = tokens.get(next);
            if (token.is("-")) {
                out.punctuate(",");
            } else {
                out.say(token.isNumber() ? digits(token.text()) : "x", next, next + 1);
            }
            next++;
        }
        return next - at;
    }

    private static boolean isPart(Tokens tokens, int first, int at) {
        Token token = tokens.get(at);
        boolean check = token.is("X") && token.glued();
        boolean hyphen = token.is("-")
                && token.glued()
                && tokens.get(at + 1).glued()
                && (tokens.get(at + 1).isNumber() || tokens.get(at + 1).is("X"));
        boolean spaced = at == first || token.glued() || tokens.get(at - 1).isNumber();
        return token.isNumber() && spaced || check || hyphen;
    }

    private static String digits(String digits) {
        return EnglishNumbers.digits(digits).replace("zero", "o");
    }
}
