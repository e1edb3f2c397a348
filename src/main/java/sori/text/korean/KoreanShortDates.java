package sori.text.korean;

import java.util.regex.Pattern;
import sori.text.rules.Reading;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Dates without a year, or with two digits of it: "1/15(월)", "1.15(월)", "24.01.15", "3/1~3/5", and the day of "15(월)". */
final class KoreanShortDates {
    private static final String DAYS = "월화수목금토일";
    private static final Pattern YEARS = Pattern.compile("(19|20)[0-9]{2}");

    private KoreanShortDates() {}

    /** Says the date that starts at a token; gives how many tokens it has, 0 if there is none. */
    static int read(Tokens tokens, int at, Reading out) {
        boolean dotted = tokens.glued(at + 1, ".") || tokens.glued(at + 1, "/");
        if (dotted && isShortYear(tokens, at)) {
            String year = KoreanNumbers.sino(tokens.get(at).text());
            out.say(year + "년 " + words(tokens, at + 2), at, at + 5);
            return 5;
        }
        boolean monthAndDay = dotted && isMonthAndDay(tokens, at) && !tokens.gluedAnyOf(at + 3, "/.");
        boolean named = tokens.glued(at + 1, "/")
                && KoreanDayParts.isNamed(tokens.get(at + 3).text());
        if (monthAndDay && (isWeekday(tokens, at + 3) || isSpan(tokens, at) || named)) {
            out.say(words(tokens, at), at, at + 3);
            return 3;
        }
        int month = yearAndMonthEnd(tokens, at);
        if (month > 0) {
            String words = KoreanNumbers.sino(tokens.get(at).text()) + "년 "
                    + KoreanDateRule.month(
                            KoreanNumbers.small(tokens.get(at + 2).text())) + "월";
            out.say(words, at, month);
            return month - at;
        }
        boolean day = isDay(tokens.get(at))
                && isWeekday(tokens, at + 1)
                && tokens.get(at + 1).glued();
        if (day) {
            out.say(KoreanNumbers.sino(tokens.get(at).text()) + "일", at, at + 1);
        }
        return day ? 1 : 0;
    }

    /** Token after "2024.12" or "2024.1."; 0 where no year and month stand. */
    private static int yearAndMonthEnd(Tokens tokens, int at) {
        Token before = tokens.get(at - 1);
        boolean shape = tokens.get(at).isNumber(4, 4)
                && YEARS.matcher(tokens.get(at).text()).matches()
                && !(tokens.get(at).glued() && !before.isAnyOf("(['\"~"))
                && tokens.glued(at + 1, ".")
                && tokens.gluedNumber(at + 2, 1, 2);
        int month = shape ? KoreanNumbers.small(tokens.get(at + 2).text()) : 0;
        Token behind = tokens.get(at + 3);
        boolean more = behind.glued()
                && tokens.get(at + 4).glued()
                && tokens.get(at + 4).isNumber();
        boolean dot = behind.glued()
                && behind.is(".")
                && tokens.get(at + 4).kind() != Token.Kind.NONE
                && !tokens.get(at + 4).glued();
        boolean two = tokens.get(at + 2).text().length() == 2;
        boolean ends = !behind.glued() || behind.isAnyOf(".,~-)\"'?!") || KoreanParticles.is(behind.text());
        if (month < 1 || month > 12 || !ends || more && behind.isAnyOf(".,") || !two && !dot || before.isAnyOf("$₩€")) {
            return 0;
        }
        return two ? at + 3 : at + 4;
    }

    private static String words(Tokens tokens, int month) {
        return KoreanDateRule.month(KoreanNumbers.small(tokens.get(month).text())) + "월 "
                + KoreanNumbers.sino(tokens.get(month + 2).text()) + "일";
    }

    /** "24.01.15", "'24.1.15": not "1.2.3", nor what goes on or is called a version. */
    private static boolean isShortYear(Tokens tokens, int at) {
        Token year = tokens.get(at);
        boolean sure = tokens.get(at - 1).is("'") || year.text().compareTo("20") >= 0;
        boolean version = tokens.get(at - 1).isWord()
                && (KoreanCodes.isLatin(tokens.get(at - 1))
                        || tokens.get(at - 1).text().startsWith("버전"));
        Token behind = tokens.get(at + 5);
        boolean goesOn = behind.glued()
                && (behind.isAnyOf("./-")
                                && tokens.get(at + 6).glued()
                                && tokens.get(at + 6).isNumber()
                        || behind.isWord() && !Tokens.isHangul(behind.text().codePointAt(0)));
        return year.isNumber(2, 2)
                && sure
                && !version
                && tokens.glued(at + 1, ".")
                && tokens.glued(at + 3, ".")
                && isMonthAndDay(tokens, at + 2)
                && !goesOn;
    }

    /** "3/1~3/5". */
    private static boolean isSpan(Tokens tokens, int at) {
        boolean first = tokens.glued(at + 3, "~") && tokens.get(at + 4).glued() && isMonthAndDay(tokens, at + 4);
        boolean second = tokens.glued(at - 1, "~") && tokens.get(at).glued() && isMonthAndDay(tokens, at - 4);
        return tokens.get(at + 1).is("/") && (first || second);
    }

    private static boolean isMonthAndDay(Tokens tokens, int at) {
        return tokens.get(at).isNumber(1, 2)
                && tokens.gluedAnyOf(at + 1, "./")
                && tokens.gluedNumber(at + 2, 1, 2)
                && KoreanNumbers.small(tokens.get(at).text()) >= 1
                && KoreanNumbers.small(tokens.get(at).text()) <= 12
                && isDay(tokens.get(at + 2));
    }

    private static boolean isDay(Token number) {
        int day = number.isNumber(1, 2) ? KoreanNumbers.small(number.text()) : 0;
        return day >= 1 && day <= 31;
    }

    private static boolean isWeekday(Tokens tokens, int at) {
        Token day = tokens.get(at + 1);
        return tokens.get(at).is("(")
                && day.text().length() == 1
                && DAYS.contains(day.text())
                && tokens.get(at + 2).isAnyOf(")-~");
    }
}
