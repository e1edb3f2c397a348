package sori.text.korean;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Dates that are written in English, in the order in which Korean says them: "Jan 5, 2024" is 이천이십사년 일월 오일, "15 March" 삼월 십오일. */
final class KoreanEnglishDateRule implements Rule {
    private static final Map<String, Integer> MONTHS = Map.ofEntries(
            Map.entry("jan", 1),
            Map.entry("feb", 2),
            Map.entry("mar", 3),
            Map.entry("apr", 4),
            Map.entry("may", 5),
            Map.entry("jun", 6),
            Map.entry("jul", 7),
            Map.entry("aug", 8),
            Map.entry("sep", 9),
            Map.entry("oct", 10),
            Map.entry("nov", 11),
            Map.entry("dec", 12));

    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("january", 1),
            Map.entry("february", 2),
            Map.entry("march", 3),
            Map.entry("april", 4),
            Map.entry("june", 6),
            Map.entry("july", 7),
            Map.entry("august", 8),
            Map.entry("sept", 9),
            Map.entry("september", 9),
            Map.entry("october", 10),
            Map.entry("november", 11),
            Map.entry("december", 12));

    private static final int DAYS_MAX = 31;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DATE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD || kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        if (tokens.get(at).glued() && !tokens.get(at - 1).isAnyOf("([\"'")) {
            return 0;
        }
        boolean dayFirst = tokens.get(at).isNumber();
        int month = dayFirst ? afterDay(tokens, at) : at;
        if (dayFirst && month == 0 || month(tokens.get(month)) == 0) {
            return 0;
        }
        int monthEnd = afterMonth(tokens, month);
        int day = dayFirst ? at : monthEnd;
        int dayEnd = dayFirst ? monthEnd : afterDay(tokens, monthEnd);
        int year = yearBehind(tokens, dayEnd > 0 ? dayEnd : monthEnd);
        if (dayEnd == 0 && (year == 0 || dayFirst)) {
            return 0;
        }
        String words = year == 0 ? "" : KoreanNumbers.sino(tokens.get(year).text()) + "년 ";
        words += KoreanDateRule.month(month(tokens.get(month))) + "월";
        words += dayEnd == 0 ? "" : " " + KoreanNumbers.sino(tokens.get(day).text()) + "일";
        int end = year > 0 ? year + 1 : dayEnd;
        out.say(words, at, end);
        if (tokens.get(end - 1).is(".")) {
            out.hold();
        }
        return end - at;
    }

    /** 1 to 12; 0 for anything else. */
    private static int month(Token token) {
        String lower = token.text().toLowerCase(Locale.ROOT);
        return token.isCapitalized() ? MONTHS.getOrDefault(lower, NAMES.getOrDefault(lower, 0)) : 0;
    }

    private static int afterMonth(Tokens tokens, int at) {
        return tokens.glued(at + 1, ".") ? at + 2 : at + 1;
    }

    /** Token after a day and its English ending; 0 if there is none. */
    private static int afterDay(Tokens tokens, int at) {
        Token day = tokens.get(at);
        int value = day.isNumber(1, 2) ? KoreanNumbers.small(day.text()) : 0;
        if (value < 1
                || value > DAYS_MAX
                || tokens.gluedAnyOf(at + 1, ":.%/-") && tokens.get(at + 2).glued()) {
            return 0;
        }
        boolean ending = tokens.get(at + 1).glued()
                && Set.of("st", "nd", "rd", "th").contains(tokens.get(at + 1).text());
        return ending ? at + 2 : at + 1;
    }

    private static int yearBehind(Tokens tokens, int at) {
        int year = tokens.get(at).is(",") ? at + 1 : at;
        return tokens.get(year).isNumber(4, 4)
                        && "12".indexOf(tokens.get(year).text().charAt(0)) >= 0
                ? year
                : 0;
    }
}
