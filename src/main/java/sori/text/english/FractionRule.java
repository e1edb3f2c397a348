package sori.text.english;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** "1/2", "3 2/4", "1/4th", "-5/18", "1/28,000", with a unit behind it "4 1/2 lbs", and the time of music, "4/4 time". */
public final class FractionRule implements Rule {
    private static final Set<String> ENDINGS = Set.of("th", "rd", "nd", "ths", "rds");
    private static final Set<String> BEATS = Set.of("2", "4", "8", "16");

    /** Words behind the time of a piece of music. */
    private static final Set<String> MUSICAL =
            Set.of("time", "meter", "metre", "signature", "beat", "rhythm", "groove", "waltz", "march", "bar", "bars");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.FRACTION;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        int first = WrittenNumber.isMinus(tokens, at) ? at + 1 : at;
        String minus = first > at ? "minus " : "";
        WrittenNumber below = below(tokens, first);
        if (below != null) {
            String time = first == at ? pair(tokens, at, below) : "";
            if (!time.isEmpty()) {
                out.say(time, at, below.end());
                return MeasureRule.many(tokens, below.end(), out) - at;
            }
            int end = afterEnding(tokens, below.end());
            out.say(minus + words(tokens.get(first).text(), below.whole()), at, end);
            boolean one = tokens.get(first).is("1");
            if (isInches(tokens, at, end)) {
                out.say(one ? "inch" : "of an inch", end, end + 1);
                return end + 1 - at;
            }
            return MeasureRule.part(tokens, end, one, out) - at;
        }
        WrittenNumber mixed =
                tokens.get(first).isNumber(1, 6) && !tokens.get(first + 1).glued() ? below(tokens, first + 1) : null;
        if (mixed == null) {
            return 0;
        }
        int end = afterEnding(tokens, mixed.end());
        String words = words(tokens.get(first + 1).text(), mixed.whole());
        String part = words.equals("one half") || words.equals("one quarter") ? "a" + words.substring(3) : words;
        out.say(minus + EnglishNumbers.cardinal(tokens.get(first).text()) + " and " + part, at, end);
        if (isInches(tokens, at, end)) {
            out.say("inches", end, end + 1);
            return end + 1 - at;
        }
        return MeasureRule.many(tokens, end, out) - at;
    }

    private static boolean isInches(Tokens tokens, int at, int end) {
        return tokens.glued(end, "\"") && !PrimeRule.isQuoting(tokens, at, "\"");
    }

    private static int afterEnding(Tokens tokens, int end) {
        return tokens.get(end).glued() && ENDINGS.contains(tokens.lower(end)) ? end + 1 : end;
    }

    /** Two numbers that are no fraction: the time of music, a blood pressure, the years of a season; "" for a fraction. */
    private static String pair(Tokens tokens, int at, WrittenNumber below) {
        String above = tokens.get(at).text();
        if (tokens.get(at - 1).is("[") && tokens.get(below.end()).is("]")) {
            return EnglishNumbers.cardinal(above) + " of " + EnglishNumbers.cardinal(below.whole()); // a step of some
        }
        boolean pressure = tokens.get(at - 1).is("BP")
                || tokens.lower(at - 1).equals("pressure")
                || tokens.lower(at - 2).equals("pressure");
        if (pressure || tokens.get(below.end()).is("mmHg")) {
            return EnglishNumbers.cardinal(above) + " over " + EnglishNumbers.cardinal(below.whole());
        }
        if (YearRule.isYear(above) && isNextYear(above, below.whole())) {
            boolean full = below.whole().length() == above.length();
            return EnglishNumbers.year(above) + " "
                    + (full ? EnglishNumbers.year(below.whole()) : DateRule.shortYear(below.whole()));
        }
        return time(tokens, at, below);
    }

    /** "2019/20" and "2019/2020". */
    private static boolean isNextYear(String first, String second) {
        String next = Integer.toString(Integer.parseInt(first) + 1);
        return second.equals(next) || second.length() == 2 && next.endsWith(second);
    }

    /** "4/4" is four four, "6/8 time" six eight; "" for a fraction. */
    private static String time(Tokens tokens, int at, WrittenNumber below) {
        int behind = tokens.glued(below.end(), "-") ? below.end() + 1 : below.end();
        boolean named = MUSICAL.contains(tokens.lower(behind)) || MUSICAL.contains(tokens.lower(at - 1));
        boolean common = tokens.get(at).is("4") && below.whole().equals("4");
        return BEATS.contains(below.whole()) && tokens.get(at).isNumber(1, 2) && (named || common)
                ? EnglishNumbers.cardinal(tokens.get(at).text()) + " " + EnglishNumbers.cardinal(below.whole())
                : "";
    }

    /** What stands below the line of the fraction that starts at a token; null if none does. */
    private static @Nullable WrittenNumber below(Tokens tokens, int at) {
        Token above = tokens.get(at);
        boolean inside = above.glued() && tokens.get(at - 1).isAnyOf("/.,");
        boolean shape = above.isNumber(1, 4)
                && !inside
                && tokens.glued(at + 1, "/")
                && tokens.gluedNumber(at + 2, 1, 4)
                && (!tokens.get(at + 2).text().startsWith("0")
                        || YearRule.isYear(above.text())
                                && isNextYear(above.text(), tokens.get(at + 2).text()));
        WrittenNumber below = shape ? WrittenNumber.at(tokens, at + 2) : null;
        boolean spaced = below != null && below.grouped() && !tokens.glued(at + 3, ",");
        return below == null || !below.isWhole() || spaced || tokens.gluedAnyOf(below.end(), "/=") ? null : below;
    }

    /** "1" and "2" as one half. */
    public static String words(String above, String below) {
        String numerator = EnglishNumbers.cardinal(above);
        boolean one = numerator.equals("one");
        return switch (below) {
            case "1" -> numerator + " over one";
            case "2" -> numerator + (one ? " half" : " halves");
            case "4" -> numerator + (one ? " quarter" : " quarters");
            default -> numerator + " " + EnglishNumbers.ordinal(below) + (one ? "" : "s");
        };
    }
}
