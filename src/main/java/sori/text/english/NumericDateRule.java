package sori.text.english;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Dates in digits with one separator ({@code / . -}): year first ("2016/07/03", "2016-07-03"; the day is said first where it tells when a source was seen), or American month first ("7/3/2016"),
 * unless only day first makes sense ("25.12.2020").
 */
final class NumericDateRule implements Rule {
    /** Words before a day of the year. */
    private static final Set<String> DATING = Set.of("on", "dated", "since", "until", "till");

    /** Words before the day on which a source was seen. */
    private static final Set<String> CITING = Set.of("retrieved", "accessed", "archived", "visited", "checked");

    private record Date(int month, int day, boolean dayFirst, String year) {
        static @Nullable Date of(int month, int day, boolean dayFirst, String year) {
            boolean possible = month >= 1 && month <= 12 && day >= 1 && day <= 31;
            return possible ? new Date(month, day, dayFirst, year) : null;
        }

        String spoken() {
            String spokenYear = year.length() == 2 ? DateRule.shortYear(year) : EnglishNumbers.year(year);
            String dayAndMonth = dayFirst
                    ? "the " + EnglishNumbers.ordinal(day) + " of " + Months.name(month)
                    : Months.name(month) + " " + EnglishNumbers.ordinal(day);
            return dayAndMonth + " " + spokenYear;
        }
    }

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
        if (isMonthAndDay(tokens, at)) {
            String day = EnglishNumbers.ordinal(tokens.get(at + 2).text());
            out.say(Months.name(Integer.parseInt(tokens.get(at).text())) + " " + day, at, at + 3);
            return 3;
        }
        Date date = isShape(tokens, at) ? date(tokens, at) : null;
        if (date == null) {
            return 0;
        }
        boolean timed = tokens.glued(at + 5, "T") && tokens.gluedNumber(at + 6, 2, 2) && tokens.glued(at + 7, ":");
        out.say(date.spoken(), at, timed ? at + 6 : at + 5);
        return timed ? 6 : 5;
    }

    /** "on 1/2", which is a half anywhere else. */
    private static boolean isMonthAndDay(Tokens tokens, int at) {
        boolean shape = tokens.get(at).isNumber(1, 2)
                && tokens.glued(at + 1, "/")
                && tokens.gluedNumber(at + 2, 1, 2)
                && !tokens.gluedAnyOf(at + 3, "/.-")
                && DATING.contains(tokens.lower(at - 1));
        return shape
                && !tokens.lower(at + 3).equals("of")
                && Date.of(
                                Integer.parseInt(tokens.get(at).text()),
                                Integer.parseInt(tokens.get(at + 2).text()),
                                false,
                                "")
                        != null;
    }

    private static boolean isShape(Tokens tokens, int at) {
        Token separator = tokens.get(at + 1);
        boolean inside = tokens.get(at).glued() && tokens.get(at - 1).isAnyOf("/.-");
        boolean goesOn = tokens.gluedAnyOf(at + 5, "/.-") && tokens.gluedNumber(at + 6, 1, 30);
        return !inside
                && !goesOn
                && tokens.get(at).isNumber(1, 4)
                && tokens.gluedAnyOf(at + 1, "/.-")
                && tokens.gluedNumber(at + 2, 1, 2)
                && tokens.glued(at + 3, separator.text())
                && tokens.gluedNumber(at + 4, 1, 4);
    }

    private static @Nullable Date date(Tokens tokens, int at) {
        String first = tokens.get(at).text();
        String last = tokens.get(at + 4).text();
        int middle = Integer.parseInt(tokens.get(at + 2).text());
        if (YearRule.isYear(first) && last.length() <= 2) {
            boolean cited = CITING.contains(tokens.lower(at - 1))
                    || tokens.lower(at - 1).equals("on") && CITING.contains(tokens.lower(at - 2));
            return Date.of(
                    middle, Integer.parseInt(last), cited && tokens.get(at + 1).is("-"), first);
        }
        boolean year = YearRule.isYear(last)
                || last.length() == 2 && !tokens.get(at + 1).is(".");
        if (!year || first.length() > 2) {
            return null;
        }
        int start = Integer.parseInt(first);
        Date american = Date.of(start, middle, false, last);
        return american != null ? american : Date.of(middle, start, true, last);
    }
}
