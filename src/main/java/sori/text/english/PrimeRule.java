package sori.text.english;

import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** Feet and inches ("5'10\"", "12\" wide", where no quotation is open) and the minutes and seconds of an angle ("45°30'15\"N"). */
final class PrimeRule implements Rule {
    private static final int QUOTED_MAX = 60;
    private static final Set<String> ARTICLES =
            Set.of("a", "an", "the", "this", "that", "my", "your", "his", "her", "our", "new");
    private static final Set<String> SIZES =
            Set.of("tall", "high", "long", "wide", "deep", "thick", "by", "x", "ceiling", "ceilings", "in", "of");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.MEASURE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (!tokens.get(at).isNumber()) {
            return 0;
        }
        int length = length(tokens, at, out);
        if (length > 0 || !tokens.get(at).isNumber(1, 3)) {
            return length;
        }
        if (tokens.glued(at + 1, "°")) {
            return angle(tokens, at, out);
        }
        boolean inches = tokens.get(at).isNumber(1, 2)
                && tokens.glued(at + 1, "'")
                && tokens.gluedNumber(at + 2, 1, 2)
                && tokens.glued(at + 3, "\"");
        if (!inches) {
            return 0;
        }
        String words = count(tokens, at, "foot", "feet") + " " + count(tokens, at + 2, "inch", "inches");
        out.say(words, at, at + 4);
        return 4;
    }

    /** "12\"", "3.5\"", "6' 2\"" and "8'": lengths unless the sign ends a quotation. */
    private static int length(Tokens tokens, int at, Reading out) {
        WrittenNumber number = WrittenNumber.at(tokens, at);
        boolean inside = tokens.get(at).glued() && !tokens.get(at - 1).isAnyOf("([-–x×/");
        if (number == null || inside) {
            return 0;
        }
        boolean inches = tokens.glued(number.end(), "\"");
        boolean feet = tokens.glued(number.end(), "'");
        int end = number.end() + 1;
        boolean goesOn = tokens.get(end).glued() && !tokens.get(end).isAnyOf(",.;:!?)]-–x×/");
        if (!inches && !feet || goesOn || isQuoting(tokens, at, inches ? "\"" : "'")) {
            return 0;
        }
        boolean more = feet && tokens.get(end).isNumber(1, 2) && tokens.glued(end + 1, "\"");
        boolean second =
                tokens.get(at - 1).isAnyOf("x×") || tokens.lower(at - 1).equals("by");
        if (feet && !more && !second && !isTold(tokens, end)) {
            return 0;
        }
        boolean one = number.isOne() || isAttribute(tokens, at, end);
        String unit = inches ? one ? " inch" : " inches" : one ? " foot" : " feet";
        out.say(EnglishNumbers.spoken(number) + unit, at, end);
        if (more) {
            out.say(count(tokens, end, "inch", "inches"), end, end + 2);
            return end + 2 - at;
        }
        return end - at;
    }

    /** A "24\"" screen. */
    private static boolean isAttribute(Tokens tokens, int at, int end) {
        boolean article = ARTICLES.contains(tokens.lower(at - 1));
        return article && tokens.get(end).isLowerCase() && !SIZES.contains(tokens.lower(end));
    }

    /** Whether a length is meant by the apostrophe before a token, which may as well end a quotation. */
    private static boolean isTold(Tokens tokens, int at) {
        return SIZES.contains(tokens.lower(at)) || tokens.get(at).isAnyOf("x×");
    }

    /** Whether a quotation is open: an odd number of signs stands before, up to the sentence's beginning, or so many tokens. */
    static boolean isQuoting(Tokens tokens, int at, String sign) {
        boolean open = false;
        for (int i = at - 1; i >= Math.max(0, at - QUOTED_MAX); i--) {
            boolean measure = tokens.get(i).glued() && tokens.get(i - 1).isNumber();
            open ^= tokens.get(i).is(sign) && !measure;
        }
        return open;
    }

    private static int angle(Tokens tokens, int at, Reading out) {
        int end = at + 2;
        if (!tokens.get(end).isNumber(1, 2) || !tokens.get(end + 1).is("'")) {
            return 0;
        }
        out.say(count(tokens, at, "degree", "degrees"), at, end);
        out.say(count(tokens, end, "minute", "minutes"), end, end + 2);
        end += 2;
        if (tokens.get(end).isNumber(1, 2) && tokens.get(end + 1).is("\"")) {
            out.say(count(tokens, end, "second", "seconds"), end, end + 2);
            end += 2;
        }
        String compass = MeasureRule.compass(tokens.get(end));
        if (compass.isEmpty()) {
            return end - at;
        }
        out.say(compass, end, end + 1);
        return end + 1 - at;
    }

    private static String count(Tokens tokens, int at, String one, String many) {
        String number = EnglishNumbers.cardinal(tokens.get(at).text());
        return number + " " + (number.equals("one") ? one : many);
    }
}
