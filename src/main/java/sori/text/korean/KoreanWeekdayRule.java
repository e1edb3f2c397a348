package sori.text.korean;

import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** The weekday behind a date: "15일(수)" is 십오일 수요일. */
final class KoreanWeekdayRule implements Rule {
    private static final String DAYS = "월화수목금토일";

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.DATE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.SYMBOL;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean afterDate = tokens.get(at).is("(")
                && (tokens.get(at - 1).text().endsWith("일") || out.lastClass() == SemioticClass.DATE);
        if (!afterDate || !isDay(tokens.get(at + 1))) {
            return 0;
        }
        String day = tokens.get(at + 1).text() + "요일";
        if (tokens.get(at + 2).is(")")) {
            out.say(day, at, at + 3);
            return 3;
        }
        boolean range = tokens.get(at + 2).isAnyOf("-–~")
                && isDay(tokens.get(at + 3))
                && tokens.get(at + 4).is(")");
        if (!range) {
            return 0;
        }
        out.say(day + "부터" + tokens.get(at + 3).text() + "요일", at, at + 5);
        return 5;
    }

    private static boolean isDay(Token token) {
        return token.text().length() == 1 && DAYS.contains(token.text());
    }
}
