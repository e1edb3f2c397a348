package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** "1/2", "3 2/4", "1/4th". */
final class FractionRule implements Rule {
    private static final Set<String> ENDINGS = Set.of("th", "rd", "nd", "ths", "rds");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.FRACTION;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (isFraction(tokens, at)) {
            return say(words(tokens, at), tokens, at, at, out);
        }
        if (tokens.get(at).isNumber(1, 6) && !tokens.get(at + 1).glued() && isFraction(tokens, at + 1)) {
            String whole = EnglishNumbers.cardinal(tokens.get(at).text());
            return say(whole + " and " + words(tokens, at + 1), tokens, at, at + 1, out);
        }
        return 0;
    }

    private static int say(String words, Tokens tokens, int at, int fraction, Reading out) {
        boolean ending = tokens.get(fraction + 3).glued() && ENDINGS.contains(tokens.lower(fraction + 3));
        int end = fraction + (ending ? 4 : 3);
        out.say(words, at, end);
        return end - at;
    }

    private static boolean isFraction(Tokens tokens, int at) {
        Token before = tokens.get(at);
        boolean inside = before.glued() && tokens.get(at - 1).isAnyOf("/.,");
        return before.isNumber(1, 4)
                && !inside
                && tokens.glued(at + 1, "/")
                && tokens.gluedNumber(at + 2, 1, 4)
                && !tokens.get(at + 2).text().startsWith("0")
                && !tokens.glued(at + 3, "/")
                && !tokens.glued(at + 3, "=")
                && !(tokens.glued(at + 3, ".") && tokens.gluedNumber(at + 4, 1, 30));
    }

    private static String words(Tokens tokens, int at) {
        String numerator = EnglishNumbers.cardinal(tokens.get(at).text());
        String below = tokens.get(at + 2).text();
        boolean one = numerator.equals("one");
        return switch (below) {
            case "1" -> numerator + " over one";
            case "2" -> numerator + (one ? " half" : " halves");
            case "4" -> numerator + (one ? " quarter" : " quarters");
            default -> numerator + " " + EnglishNumbers.ordinal(below) + (one ? "" : "s");
        };
    }
}
