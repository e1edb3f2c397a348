package sori.text.english;

import java.util.Map;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** How long something took, in at least two parts: "2h 30m", "3min20s", "1d 4h". */
final class DurationRule implements Rule {
    /** By how fine they are, each after those that may stand before it. */
    private static final Map<String, Integer> FINENESS = Map.ofEntries(
            Map.entry("d", 1),
            Map.entry("h", 2),
            Map.entry("hr", 2),
            Map.entry("hrs", 2),
            Map.entry("m", 3),
            Map.entry("min", 3),
            Map.entry("mins", 3),
            Map.entry("s", 4),
            Map.entry("sec", 4),
            Map.entry("secs", 4),
            Map.entry("ms", 5));

    private static final String[] NAMES = {"", "day", "hour", "minute", "second", "millisecond"};

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
        if (tokens.get(at).glued() && !tokens.get(at - 1).isAnyOf("([\"'~")) {
            return 0;
        }
        int end = at;
        int finest = 0;
        for (int unit = fineness(tokens, end); unit > finest; unit = fineness(tokens, end)) {
            finest = unit;
            end += 2;
        }
        if (end < at + 4) {
            return 0;
        }
        for (int i = at; i < end; i += 2) {
            String number = EnglishNumbers.cardinal(tokens.get(i).text());
            out.say(number + " " + NAMES[fineness(tokens, i)] + (number.equals("one") ? "" : "s"), i, i + 2);
        }
        return end - at;
    }

    /** 1 to 5 where a number with a unit of time glued on stands; else 0. */
    private static int fineness(Tokens tokens, int at) {
        Token unit = tokens.get(at + 1);
        Token behind = tokens.get(at + 2);
        boolean goesOn = behind.glued() && behind.isWord();
        return tokens.get(at).isNumber(1, 3) && unit.glued() && !goesOn ? FINENESS.getOrDefault(unit.text(), 0) : 0;
    }
}
