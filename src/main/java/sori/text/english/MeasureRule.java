package sori.text.english;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.TextTable;
import sori.text.rules.CleanText;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** A number with a unit from {@code units.tsv}: "12kg", "2-5 lb", "60 km/h", "2x8 m2", "5%", "2°C", "5-km". */
public final class MeasureRule implements Rule {
    private record Unit(String one, String many, boolean onlyGlued) {}

    private static final Map<String, Unit> UNITS = units();
    private static final Set<String> LENGTHS = Set.of("mm", "cm", "dm", "m", "km", "in", "ft", "yd", "mi");
    private static final Set<String> FEET = Set.of("ft", "foot", "feet");
    private static final Map<String, String> POWERS = Map.of("sq", "square ", "cu", "cubic ", "fl", "fluid ");
    private static final Map<String, String> COMPASS = Map.of("N", "north", "S", "south", "E", "east", "W", "west");
    private static final Set<String> MAGNITUDES = Set.of("hundred", "thousand", "million", "billion", "trillion");

    /** Words behind "1.5 in" that tell inches from the preposition. */
    private static final Set<String> BEHIND_INCHES =
            Set.of("long", "wide", "tall", "thick", "deep", "high", "of", "across", "x", "by", "diameter", "per");

    private static final Map<String, String> PERIODS = Map.ofEntries(
            Map.entry("mo", "month"),
            Map.entry("wk", "week"),
            Map.entry("hr", "hour"),
            Map.entry("h", "hour"),
            Map.entry("yr", "year"),
            Map.entry("d", "day"),
            Map.entry("day", "day"),
            Map.entry("dose", "dose"),
            Map.entry("min", "minute"),
            Map.entry("s", "second"),
            Map.entry("sec", "second"));

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.MEASURE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = WrittenNumber.isMinus(tokens, at);
        int first = minus ? at + 1 : at;
        boolean code = tokens.get(first).glued()
                && tokens.glued(first - 1, "-")
                && tokens.get(first - 2).isUpperCase();
        if (tokens.get(first).glued() && tokens.get(first - 1).isWord()
                || code && !tokens.get(first + 1).glued()) {
            return 0; // part of a code, such as B2A and I-80
        }
        WrittenNumber number = WrittenNumber.at(tokens, first);
        if (number == null) {
            return 0;
        }
        String sign = minus ? "minus " : "";
        if (isInverse(tokens, number.end())) {
            out.say(sign + EnglishNumbers.spoken(number), at, number.end());
            return inverse(tokens, number.end(), out) - at;
        }
        if (tokens.get(number.end()).is("/") && unit(tokens, number.end() + 1) != null) {
            out.say(sign + EnglishNumbers.spoken(number), at, number.end());
            return per(tokens, number.end(), out) - at;
        }
        Unit hyphenated = hyphenated(tokens, number.end());
        if (hyphenated != null) {
            out.say(sign + EnglishNumbers.spoken(number), at, number.end());
            out.say(hyphenated.one(), number.end() + 1, number.end() + 2);
            return number.end() + 2 - at;
        }
        WrittenNumber second = second(tokens, number.end());
        boolean magnitude = second == null && MAGNITUDES.contains(tokens.lower(number.end()));
        int unit = second == null ? number.end() + (magnitude ? 1 : 0) : second.end();
        Unit found = unit(tokens, unit);
        if (found == null || found.onlyGlued() && !tokens.get(unit).glued() && !isApart(tokens, unit, number)) {
            return 0;
        }
        out.say(sign + EnglishNumbers.spoken(number), at, number.end());
        if (magnitude) {
            out.say(tokens.lower(unit - 1), unit - 1, unit);
        }
        if (second != null) {
            boolean times = tokens.get(number.end()).isAnyOf("x×");
            out.say(times ? "by" : "to", number.end(), number.end() + 1);
            out.say(EnglishNumbers.spoken(second), number.end() + 1, unit);
        }
        boolean adjective = Adjectives.isOne(tokens, at, tokens.glued(unit + 1, ".") ? unit + 2 : unit + 1);
        boolean one = adjective || second == null && !magnitude && number.isOne();
        return unit(tokens, unit, found, one, out) - at;
    }

    /** Says a unit behind an amount that is no single one, if one stands there; gives the token after it. */
    public static int many(Tokens tokens, int at, Reading out) {
        Unit found = unitBehind(tokens, at);
        return found == null ? at : unit(tokens, at, found, false, out);
    }

    /** Says a unit behind a part of it, "1/2 lb" or "3/4 of a pound", if one stands there; gives the token after it. */
    static int part(Tokens tokens, int at, boolean one, Reading out) {
        Unit found = unitBehind(tokens, at);
        if (found == null || tokens.get(at).isAnyOf("%°")) {
            return at;
        }
        boolean vowel =
                "aeio".indexOf(found.one().charAt(0)) >= 0 || found.one().equals("hour");
        if (!one) {
            out.say("of " + (vowel ? "an" : "a"), at, at + 1);
        }
        return unit(tokens, at, found, true, out);
    }

    private static @Nullable Unit unitBehind(Tokens tokens, int at) {
        Unit found = unit(tokens, at);
        boolean inches = tokens.get(at).is("in") && isInches(tokens, at);
        return found != null && (!found.onlyGlued() || inches) ? found : null;
    }

    /** Whether "in" behind a number with a fraction is a length: at the end, before a mark, and before words such as "long". */
    private static boolean isInches(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        return next.kind() == Token.Kind.NONE
                || next.isAnyOf(",.;:)(×/-")
                || BEHIND_INCHES.contains(tokens.lower(at + 1));
    }

    /** The unit of "9.8 s." and of "6 ft 2 in", which stand alone as words more often than not. */
    private static boolean isApart(Tokens tokens, int at, WrittenNumber number) {
        Token unit = tokens.get(at);
        boolean inches = unit.is("in")
                && (FEET.contains(tokens.lower(number.end() - 2))
                        || tokens.glued(at + 1, ".")
                        || tokens.get(at + 1).isAnyOf("()")
                        || isInches(tokens, at) && (!number.isWhole() || BEHIND_INCHES.contains(tokens.lower(at + 1))));
        boolean ends = tokens.get(at + 1).kind() == Token.Kind.NONE
                || tokens.get(at + 1).isAnyOf(",.;:)(");
        return inches
                || tokens.get(at + 1).is("·")
                || tokens.glued(at + 1, "/") && unit.isAnyOf("lLgm")
                || unit.isAnyOf("lL") && tokens.lower(at + 1).equals("of")
                || unit.is("A") && !number.isWhole()
                || unit.isAnyOf("shlLVW") && (!number.isWhole() || ends);
    }

    /** North for N and so on; "" for anything else. */
    static String compass(Token token) {
        return COMPASS.getOrDefault(token.text(), "");
    }

    private static boolean isInverse(Tokens tokens, int at) {
        return UNITS.containsKey(tokens.get(at).text())
                && tokens.glued(at + 1, CleanText.RAISED)
                && tokens.glued(at + 2, "-")
                && tokens.gluedAnyOf(at + 3, "123");
    }

    /** Says "per second" for "s⁻¹" and "per square meter" for "m⁻²"; gives the token after it, or the one asked about. */
    private static int inverse(Tokens tokens, int at, Reading out) {
        int written = tokens.get(at).is("·") ? at + 1 : at;
        String period = PERIODS.get(tokens.get(written).text());
        Unit unit = UNITS.get(tokens.get(written).text());
        if (unit == null || !isInverse(tokens, written)) {
            return at;
        }
        String name = period == null ? unit.one() : period;
        String power = tokens.get(written + 3).text();
        boolean length = LENGTHS.contains(tokens.get(written).text());
        String before = !length || power.equals("1") ? "" : power.equals("2") ? "square " : "cubic ";
        String behind = length || power.equals("1") ? "" : power.equals("2") ? " squared" : " cubed";
        out.say("per " + before + name + behind, written, written + 4);
        return written + 4;
    }

    /** Says "per" and a unit or period after a slash, if there is one; gives the token after it. */
    public static int per(Tokens tokens, int slash, Reading out) {
        boolean squared = POWERS.containsKey(tokens.get(slash + 1).text());
        String period = PERIODS.get(tokens.lower(slash + 1));
        Unit unit = UNITS.get(tokens.get(squared ? slash + 2 : slash + 1).text());
        boolean spacedAlike = tokens.get(slash).glued() == tokens.get(slash + 1).glued();
        if (!tokens.get(slash).is("/") || !spacedAlike || period == null && unit == null) {
            return slash;
        }
        out.say("per", slash, slash + 1);
        if (squared && unit != null) {
            String power = POWERS.getOrDefault(tokens.get(slash + 1).text(), "");
            out.say(power + unit.one(), slash + 1, slash + 3);
            return slash + 3;
        }
        boolean powered = LENGTHS.contains(tokens.get(slash + 1).text()) && tokens.gluedAnyOf(slash + 2, "23²³");
        String power = powered ? tokens.get(slash + 2).isAnyOf("2²") ? "square " : "cubic " : "";
        int end = powered ? slash + 3 : slash + 2;
        boolean time = period != null && !powered;
        out.say(power + (time ? period : unit == null ? "" : unit.one()), slash + 1, end);
        return end;
    }

    /** The unit of "5-km run"; null if there is none. */
    private static @Nullable Unit hyphenated(Tokens tokens, int at) {
        Unit unit = UNITS.get(tokens.get(at + 1).text());
        boolean glued = tokens.glued(at, "-")
                && tokens.get(at + 1).glued()
                && tokens.get(at + 1).isWord();
        return glued && unit != null && !unit.onlyGlued() ? unit : null;
    }

    /** The second number of "2-5 kg" or "2x8 m". */
    private static @Nullable WrittenNumber second(Tokens tokens, int at) {
        boolean sign = tokens.gluedAnyOf(at, "-–x×") && tokens.get(at + 1).glued();
        return sign ? WrittenNumber.at(tokens, at + 1) : null;
    }

    private static @Nullable Unit unit(Tokens tokens, int at) {
        Token token = tokens.get(at);
        boolean degree = token.is("°") && tokens.get(at + 1).isAnyOf("CFK");
        boolean square = POWERS.containsKey(token.text())
                && UNITS.containsKey(tokens.get(dotted(tokens, at + 1)).text());
        if (square) {
            return UNITS.get(tokens.get(dotted(tokens, at + 1)).text());
        }
        return UNITS.get(degree ? "°" + tokens.get(at + 1).text() : token.text());
    }

    private static int unit(Tokens tokens, int at, Unit unit, boolean one, Reading out) {
        int end = at + 1;
        String power = "";
        String squared = POWERS.getOrDefault(tokens.get(at).text(), "");
        Unit length = UNITS.get(tokens.get(dotted(tokens, end)).text());
        if (!squared.isEmpty() && length != null) {
            end = dotted(tokens, end) + 1;
            out.say(squared + (one ? length.one() : length.many()), at, end);
            return dotted(tokens, end);
        }
        if (tokens.get(at).is("°") && tokens.get(end).isAnyOf("CFK")) {
            end++;
        } else if (LENGTHS.contains(tokens.get(at).text()) && tokens.gluedAnyOf(end, "23²³")) {
            power = tokens.get(end).isAnyOf("2²") ? "square " : "cubic ";
            end++;
        }
        out.say(power + (one ? unit.one() : unit.many()), at, end);
        String compass = COMPASS.get(tokens.get(end).text());
        if (tokens.get(at).is("°") && compass != null) {
            out.say(compass, end, end + 1);
            return dotted(tokens, end + 1);
        }
        int behind = inverse(tokens, end, out);
        return dotted(tokens, behind > end ? behind : per(tokens, per(tokens, end, out), out));
    }

    /** Token after the dot of an abbreviation inside a sentence. */
    private static int dotted(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        boolean inside = next.isLowerCase() || next.isNumber() || next.isAnyOf(",;:)");
        return tokens.glued(at, ".") && inside ? at + 1 : at;
    }

    private static Map<String, Unit> units() {
        Map<String, Unit> units = new HashMap<>();
        for (List<String> row : TextTable.rows("units.tsv")) {
            Unit unit = new Unit(
                    row.get(1), row.get(2), row.size() > 3 && row.get(3).equals("glued"));
            for (String written : row.get(0).split(" ")) {
                units.put(written, unit);
            }
        }
        return units;
    }
}
