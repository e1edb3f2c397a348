package sori.text.english;

import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Times of day: "1:59 p.m. EST", "5pm", "14:30", and with seconds "14:10:30". Zones from {@code time-zones.tsv}. */
final class TimeRule implements Rule {
    private static final Map<String, String> ZONES = TextTable.pairs("time-zones.tsv");

    /** Words between which and "hours" a time of day stands. */
    private static final Set<String> CLOCK =
            Set.of("at", "by", "until", "till", "from", "since", "before", "after", "around");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.TIME;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token hour = tokens.get(at);
        int military = military(tokens, at, out);
        if (military > 0) {
            return military;
        }
        boolean inside = hour.glued() && tokens.get(at - 1).isAnyOf(":.");
        if (!hour.isNumber(1, 2) || inside || Integer.parseInt(hour.text()) > 24) {
            return 0;
        }
        boolean seconds = isPart(tokens, at + 1, ":") && isPart(tokens, at + 3, ":");
        if (seconds) {
            out.say(duration(tokens, at), at, at + 5);
            return suffixes(tokens, at + 5, out) - at;
        }
        boolean colon = isPart(tokens, at + 1, ":") && !tokens.glued(at + 3, ":");
        boolean point = isPart(tokens, at + 1, ".") && halfEnd(tokens, at + 3) > 0;
        if (colon || point) {
            boolean half = halfEnd(tokens, at + 3) > 0;
            out.say(clock(hour.text(), tokens.get(at + 2).text(), half), at, at + 3);
            return suffixes(tokens, at + 3, out) - at;
        }
        if (halfEnd(tokens, at + 1) == 0 || Integer.parseInt(hour.text()) > 12) {
            return 0;
        }
        out.say(EnglishNumbers.cardinal(hour.text()), at, at + 1);
        return suffixes(tokens, at + 1, out) - at;
    }

    /** "0900 hours", "at 1430 hours". */
    private static int military(Tokens tokens, int at, Reading out) {
        Token clock = tokens.get(at);
        boolean shape =
                clock.isNumber(4, 4) && !clock.glued() && tokens.lower(at + 1).equals("hours");
        if (!shape || !clock.text().startsWith("0") && !CLOCK.contains(tokens.lower(at - 1))) {
            return 0;
        }
        String hour = clock.text().substring(0, 2);
        String minute = clock.text().substring(2);
        if (hour.compareTo("24") > 0 || minute.compareTo("59") > 0) {
            return 0;
        }
        String minutes = minute.equals("00") ? "hundred" : DateRule.shortYear(minute);
        out.say(DateRule.shortYear(hour) + " " + minutes, at, at + 1);
        return 1;
    }

    /** A separator and two digits below 60. */
    private static boolean isPart(Tokens tokens, int at, String separator) {
        return tokens.glued(at, separator)
                && tokens.gluedNumber(at + 1, 2, 2)
                && tokens.get(at + 1).text().charAt(0) < '6';
    }

    private static String clock(String hour, String minute, boolean half) {
        String spokenHour = EnglishNumbers.cardinal(hour);
        if (minute.equals("00")) {
            return half ? spokenHour : spokenHour + " o'clock";
        }
        return spokenHour + " " + DateRule.shortYear(minute);
    }

    private static String duration(Tokens tokens, int at) {
        return count(tokens.get(at), " hour") + " " + count(tokens.get(at + 2), " minute") + " and "
                + count(tokens.get(at + 4), " second");
    }

    private static String count(Token number, String unit) {
        String words = EnglishNumbers.cardinal(number.text());
        return words + unit + (words.equals("one") ? "" : "s");
    }

    /** Says "a m" or "p m", then a time zone, where they stand; gives the token after them. */
    private static int suffixes(Tokens tokens, int at, Reading out) {
        int next = at;
        int halfEnd = halfEnd(tokens, at);
        if (halfEnd > 0) {
            out.say(tokens.lower(at).charAt(0) + " m", at, halfEnd);
            next = halfEnd;
        }
        int zoneEnd = zoneEnd(tokens, next);
        if (zoneEnd == 0) {
            return next;
        }
        out.say(ZONES.getOrDefault(letters(tokens, next, zoneEnd), ""), next, zoneEnd);
        return zoneEnd;
    }

    /** Token after am, pm, a.m. or p.m.; 0 if neither stands here. A dot that ends the sentence too is left over. */
    private static int halfEnd(Tokens tokens, int at) {
        String word = tokens.lower(at);
        if (word.equals("am") || word.equals("pm")) {
            return at + 1;
        }
        boolean dotted = (word.equals("a") || word.equals("p"))
                && tokens.glued(at + 1, ".")
                && tokens.lower(at + 2).equals("m");
        if (!dotted) {
            return 0;
        }
        Token after = tokens.get(at + 4);
        boolean dotOnly =
                after.isLowerCase() || after.isNumber() || after.isAnyOf(",;:-–?!") || zoneEnd(tokens, at + 4) > 0;
        return tokens.glued(at + 3, ".") && dotOnly ? at + 4 : at + 3;
    }

    private static int zoneEnd(Tokens tokens, int at) {
        if (tokens.get(at).isUpperCase() && ZONES.containsKey(tokens.lower(at))) {
            return at + 1;
        }
        boolean dotted = tokens.glued(at + 1, ".")
                && tokens.glued(at + 3, ".")
                && tokens.get(at + 4).isWord();
        if (dotted && ZONES.containsKey(letters(tokens, at, at + 5))) {
            return tokens.glued(at + 5, ".") ? at + 6 : at + 5;
        }
        boolean glued = tokens.get(at).glued() && ZONES.containsKey(tokens.lower(at));
        return glued ? at + 1 : 0;
    }

    private static String letters(Tokens tokens, int at, int end) {
        StringBuilder letters = new StringBuilder();
        for (int i = at; i < end; i++) {
            letters.append(tokens.lower(i));
        }
        return letters.toString();
    }
}
