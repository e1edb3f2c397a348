package sori.text.korean;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Dates in digits: "2024/3/20", "1999.9.17", "2024. 3. 20.", "10/30/2024", "29/12/2000" with the day first; the months of "6월" and
 * "10월", which are said 유월 and 시월; and what is written against a day ("28일수요일").
 */
final class KoreanDateRule implements Rule {
    private static final String SEPARATORS = "/.-";
    private static final int YEAR_MIN = 1900;
    private static final int YEAR_MAX = 2099;
    private static final int SPAN_MAX = 100;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DATE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token first = tokens.get(at);
        boolean inside = first.glued()
                && tokens.get(at - 1).isAnyOf(SEPARATORS)
                && tokens.get(at - 1).glued();
        if (isMonth(tokens, at)) {
            out.say(month(Integer.parseInt(first.text())), at, at + 1);
            return 1;
        }
        int parted = inside ? -1 : KoreanDayParts.start(tokens, at);
        if (parted > 0) {
            String noun = tokens.get(at + 1).text();
            String day = KoreanNumbers.sino(first.text()) + noun.substring(0, parted);
            out.say(day + " " + noun.substring(parted), at, at + 2);
            return 2;
        }
        int weekday = inside ? 0 : KoreanShortDates.read(tokens, at, out);
        if (weekday > 0) {
            return weekday;
        }
        String words = inside || !isShape(tokens, at) ? "" : words(tokens, at);
        return words.isEmpty() ? 0 : sayDate(words, tokens, at, out);
    }

    /** Year, month and day, whatever their order; "" if these are none. */
    private static String words(Tokens tokens, int at) {
        boolean yearFirst = tokens.get(at).text().length() == 4;
        String year = tokens.get(yearFirst ? at : at + 4).text();
        int month = Integer.parseInt(tokens.get(yearFirst ? at + 2 : at).text());
        int day = Integer.parseInt(tokens.get(yearFirst ? at + 4 : at + 2).text());
        boolean dayFirst = !yearFirst && month > 12 && day <= 12;
        if (dayFirst) {
            int swapped = month;
            month = day;
            day = swapped;
        }
        boolean date = year.length() == 4 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
        return date ? KoreanNumbers.sino(year) + "년 " + month(month) + "월 " + KoreanNumbers.sino(day) + "일" : "";
    }

    private static int sayDate(String words, Tokens tokens, int at, Reading out) {
        boolean dot = tokens.glued(at + 5, ".") && tokens.get(at + 6).kind() != Token.Kind.NONE;
        int end = dot && tokens.get(at + 3).is(".") ? at + 6 : at + 5;
        out.say(words, at, end);
        if (end == at + 6) {
            out.hold();
        }
        return end - at;
    }

    private static boolean isMonth(Tokens tokens, int at) {
        boolean number = tokens.get(at).isNumber(1, 2);
        return number
                && tokens.get(at + 1).glued()
                && tokens.get(at + 1).text().startsWith("월")
                && !month(Integer.parseInt(tokens.get(at).text()))
                        .equals(KoreanNumbers.sino(tokens.get(at).text()));
    }

    private static boolean isShape(Tokens tokens, int at) {
        Token separator = tokens.get(at + 1);
        boolean spaced = separator.is(".");
        return separator.glued()
                && separator.isAnyOf(SEPARATORS)
                && tokens.glued(at + 3, separator.text())
                && tokens.get(at).isNumber(1, 4)
                && tokens.get(at + 2).isNumber(1, 2)
                && tokens.get(at + 4).isNumber(1, 4)
                && (spaced || tokens.get(at + 2).glued() && tokens.get(at + 4).glued())
                && (tokens.get(at).text().length() == 4)
                        != (tokens.get(at + 4).text().length() == 4)
                && !(tokens.gluedAnyOf(at + 5, SEPARATORS) && tokens.gluedNumber(at + 6, 1, 30));
    }

    /** Whether two numbers are years, the second later and no more than a life away: 2023-2024. */
    static boolean isSpan(Tokens tokens, int first, int second) {
        int from = KoreanNumbers.small(tokens.get(first).text());
        int to = KoreanNumbers.small(tokens.get(second).text());
        return from >= YEAR_MIN && to <= YEAR_MAX && to > from && to - from <= SPAN_MAX;
    }

    static String month(int month) {
        return switch (month) {
            case 6 -> "유";
            case 10 -> "시";
            default -> KoreanNumbers.sino(month);
        };
    }
}
