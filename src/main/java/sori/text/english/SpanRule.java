package sori.text.english;

import java.util.Map;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** From one month or day of the week to another: "May–June 2025", "Mon-Fri"; and the day of "Mon, Dec 31". */
final class SpanRule implements Rule {
    private static final Map<String, String> DAYS = Map.ofEntries(
            Map.entry("mon", "monday"),
            Map.entry("tue", "tuesday"),
            Map.entry("tues", "tuesday"),
            Map.entry("wed", "wednesday"),
            Map.entry("thu", "thursday"),
            Map.entry("thur", "thursday"),
            Map.entry("thurs", "thursday"),
            Map.entry("fri", "friday"),
            Map.entry("sat", "saturday"),
            Map.entry("sun", "sunday"));

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.RANGE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        String first = name(tokens, at);
        if (first.isEmpty()) {
            return 0;
        }
        int dash = tokens.glued(at + 1, ".") ? at + 2 : at + 1;
        int date = tokens.get(dash).is(",") ? dash + 1 : dash;
        boolean day = tokens.get(date).isNumber(1, 2);
        boolean ordinal =
                day && OrdinalRule.isEnding(tokens, date + 1, tokens.get(date).text());
        int month = day ? ordinal ? date + 2 : date + 1 : date;
        boolean marked = date > at + 1 || day || tokens.get(month + 1).isNumber(1, 2);
        boolean abbreviated = DAYS.containsKey(tokens.lower(at)) && marked;
        if (abbreviated
                && tokens.get(month).isCapitalized()
                && !Months.name(tokens.get(month)).isEmpty()) {
            out.say(first, at, dash);
            out.hold();
            return dash - at;
        }
        Token sign = tokens.get(dash);
        boolean spacedAlike = sign.glued() == tokens.get(dash + 1).glued();
        String second = name(tokens, dash + 1);
        boolean alike = DAYS.containsValue(first) == DAYS.containsValue(second);
        if (!sign.isAnyOf("-–") || !spacedAlike || second.isEmpty() || !alike) {
            return 0;
        }
        out.say(first, at, dash);
        out.say("to", dash, dash + 1);
        boolean dated = !DAYS.containsValue(second) && isDated(tokens, Months.end(tokens, dash + 1));
        if (dated) {
            return dash + 1 - at;
        }
        boolean dot = tokens.glued(dash + 2, ".") && tokens.get(dash + 3).isLowerCase();
        out.say(second, dash + 1, dash + 2);
        return dash + (dot ? 3 : 2) - at;
    }

    /** Whether the second month belongs to a date, which is read as one. */
    private static boolean isDated(Tokens tokens, int at) {
        return tokens.get(at).isNumber(1, 2) || YearRule.isYear(tokens, at);
    }

    private static String name(Tokens tokens, int at) {
        if (!tokens.get(at).isCapitalized()) {
            return "";
        }
        String lower = tokens.lower(at);
        String day = DAYS.containsValue(lower) ? lower : DAYS.getOrDefault(lower, "");
        return day.isEmpty() ? Months.nameInAnyCase(tokens.get(at)) : day;
    }
}
