package sori.text.english;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Dates with the month as a word: "July 25, 2012", "25th of Jul 2012", "Jan-15", "July 1876". */
final class DateRule implements Rule {
    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DATE;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        return month(tokens, at).isEmpty() ? dayFirst(tokens, at, out) : monthFirst(tokens, at, out);
    }

    /** A month's name, in lower case as well where a day and a year follow or stand on both sides. */
    private static String month(Tokens tokens, int at) {
        String name = Months.name(tokens.get(at));
        if (!name.isEmpty() || !tokens.get(at).isWord()) {
            return name;
        }
        int dayEnd = dayEnd(tokens, at + 1);
        int year = dayEnd > 0 ? tokens.glued(dayEnd, ",") ? dayEnd + 1 : dayEnd : at + 1;
        boolean ending = tokens.get(at - 1).glued() && tokens.get(at - 1).isWord();
        boolean dayBefore = dayEnd == 0 && dayEnd(tokens, ending ? at - 2 : at - 1) == at;
        boolean dated = (dayEnd > 0 || dayBefore) && YearRule.isYear(tokens, year);
        return dated ? Months.nameInAnyCase(tokens.get(at)) : "";
    }

    private static int monthFirst(Tokens tokens, int at, Reading out) {
        int next = Months.end(tokens, at);
        if (tokens.glued(next, "-") && tokens.get(next + 1).glued()) {
            next++;
        }
        int yearEnd = shortYearEnd(tokens, Months.end(tokens, at));
        if (yearEnd > 0) {
            out.say(month(tokens, at), at, Months.end(tokens, at));
            out.say(shortYear(tokens.get(yearEnd - 1).text()), yearEnd - 1, yearEnd);
            return yearEnd - at;
        }
        int dayEnd = dayEnd(tokens, next);
        boolean day = dayEnd > 0 && !continues(tokens, dayEnd);
        if (!day && !YearRule.isYear(tokens, next)) {
            return 0;
        }
        out.say(month(tokens, at), at, Months.end(tokens, at));
        if (!day) {
            return year(tokens, next, out) - at;
        }
        String possessive = tokens.lower(dayEnd - 1).endsWith("'s") ? "'s" : "";
        out.say(EnglishNumbers.ordinal(tokens.get(next).text()) + possessive, next, dayEnd);
        boolean dashed =
                tokens.glued(next - 1, "-") && tokens.glued(dayEnd, "-") && YearRule.isYear(tokens, dayEnd + 1);
        return year(tokens, dashed ? dayEnd + 1 : dayEnd, out) - at;
    }

    /** Token after the year of "Dec-99" and "Dec '99"; 0 if there is none. */
    private static int shortYearEnd(Tokens tokens, int at) {
        boolean apostrophe = tokens.get(at).is("'") && !tokens.get(at).glued();
        boolean hyphen = tokens.glued(at, "-")
                && tokens.gluedNumber(at + 1, 2, 2)
                && tokens.get(at + 1).text().compareTo("31") > 0;
        boolean ends = !tokens.gluedAnyOf(at + 2, "-/.'") && !tokens.glued(at + 2, "s");
        return (apostrophe || hyphen) && tokens.gluedNumber(at + 1, 2, 2) && ends ? at + 2 : 0;
    }

    private static int dayFirst(Tokens tokens, int at, Reading out) {
        int dayEnd = dayEnd(tokens, at);
        if (dayEnd == 0) {
            return 0;
        }
        boolean dash = tokens.glued(dayEnd, "-") && tokens.get(dayEnd + 1).glued();
        boolean of = tokens.lower(dayEnd).equals("of");
        int month = dash || of ? dayEnd + 1 : dayEnd;
        String name = month(tokens, month);
        if (name.isEmpty()
                || tokens.get(at - 1).is("/")
                || tokens.get(at - 1).is(".") && tokens.get(at).glued()) {
            return 0;
        }
        boolean the = tokens.lower(at - 1).equals("the");
        out.say((the ? "" : "the ") + EnglishNumbers.ordinal(tokens.get(at).text()), at, dayEnd);
        out.say("of", of ? month - 1 : month, of ? month : Months.end(tokens, month));
        out.say(name, month, Months.end(tokens, month));
        int next = Months.end(tokens, month);
        boolean dashed = tokens.glued(next, "-") && YearRule.isYear(tokens, next + 1);
        boolean shortYear = dash
                && tokens.glued(next, "-")
                && tokens.gluedNumber(next + 1, 2, 2)
                && !tokens.gluedAnyOf(next + 2, "-/.");
        if (shortYear) {
            out.say(shortYear(tokens.get(next + 1).text()), next + 1, next + 2);
            return next + 2 - at;
        }
        return year(tokens, dashed ? next + 1 : next, out) - at;
    }

    /** Token after a day 1 to 31 and its ordinal ending; 0 if there is none. */
    private static int dayEnd(Tokens tokens, int at) {
        Token day = tokens.get(at);
        if (!day.isNumber(1, 2) || Integer.parseInt(day.text()) < 1 || Integer.parseInt(day.text()) > 31) {
            return 0;
        }
        return OrdinalRule.isEnding(tokens, at + 1, day.text()) ? at + 2 : at + 1;
    }

    /** Whether the number goes on, so that it is no day. */
    private static boolean continues(Tokens tokens, int at) {
        return tokens.gluedAnyOf(at, ".,:/")
                        && tokens.get(at + 1).glued()
                        && tokens.get(at + 1).isNumber()
                || tokens.gluedAnyOf(at, "%:°");
    }

    /** Reads a year, after a comma perhaps, and gives the token after it. */
    private static int year(Tokens tokens, int at, Reading out) {
        boolean comma = tokens.glued(at, ",");
        int year = comma ? at + 1 : at;
        if (YearRule.isYear(tokens, year) && !tokens.glued(year + 1, "s")) {
            if (comma) {
                out.punctuate(",");
            }
            out.say(EnglishNumbers.year(tokens.get(year).text()), year, year + 1);
            return year + 1;
        }
        if (tokens.get(at).is("'") && tokens.gluedNumber(at + 1, 2, 2)) {
            out.say(shortYear(tokens.get(at + 1).text()), at, at + 2);
            return at + 2;
        }
        return at;
    }

    /** "98" as ninety eight, "05" as o five. */
    static String shortYear(String digits) {
        return (digits.startsWith("0") ? "o " : "") + EnglishNumbers.cardinal(digits);
    }
}
