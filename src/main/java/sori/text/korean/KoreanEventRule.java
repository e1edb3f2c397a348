package sori.text.korean;

import java.util.List;
import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Days that name what happened on them: "6.25전쟁" is 육이오전쟁, "4·19 혁명" 사일구 혁명. Which days and which words behind them,
 * from {@code korean-events.tsv}; without one 6.25 is a decimal.
 */
final class KoreanEventRule implements Rule {
    private static final Map<String, String> TABLE = TextTable.pairs("korean-events.tsv");
    private static final Set<String> KNOWN = words("days");
    private static final Set<String> BEHIND_ANY = words("behind any day");
    private static final Set<String> BEHIND_KNOWN = words("behind a known day");
    private static final Set<String> GLUED = words("without a space");
    private static final String DOTS = ".·ㆍ";

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
        boolean inside = tokens.get(at).glued() && !tokens.get(at - 1).isAnyOf("([\"'<,");
        boolean shape = tokens.get(at).isNumber(1, 2)
                && tokens.gluedAnyOf(at + 1, DOTS)
                && tokens.gluedNumber(at + 2, 1, 2)
                && !tokens.get(at).text().startsWith("0")
                && !tokens.get(at + 2).text().startsWith("0");
        int month = shape ? KoreanNumbers.small(tokens.get(at).text()) : 0;
        int day = shape ? KoreanNumbers.small(tokens.get(at + 2).text()) : 0;
        if (inside || month < 1 || month > 12 || day < 1 || day > 31) {
            return 0;
        }
        boolean known = KNOWN.contains(month + "." + day);
        boolean dotted = tokens.get(at + 1).is(".");
        Token behind = tokens.get(at + 3);
        boolean goesOn = behind.glued() && (behind.isNumber() || DOTS.contains(behind.text()));
        if (goesOn && tokens.get(at + 4).glued() || !(known && !dotted || isEvent(tokens, at + 3, known))) {
            return 0;
        }
        out.say(spoken(month, day), at, at + 3);
        return 3;
    }

    private static boolean isEvent(Tokens tokens, int at, boolean known) {
        Token behind = tokens.get(at);
        String word = behind.isWord() ? behind.text() : "";
        String next = known && behind.isWord() ? tokens.get(at + 1).text() : "";
        return BEHIND_ANY.stream().anyMatch(each -> word.contains(each) || next.contains(each))
                || behind.glued() && GLUED.stream().anyMatch(word::startsWith)
                || known && BEHIND_KNOWN.stream().anyMatch(word::startsWith);
    }

    /** The month as a number, the day digit by digit (이육), unless it is below eleven, or both are the same (십이십이). */
    private static String spoken(int month, int day) {
        String digits = Integer.toString(day);
        boolean number = day <= 10 || day == month;
        String last = day % 10 == 0 ? KoreanNumbers.digits(digits.substring(0, 1)) + "공" : KoreanNumbers.digits(digits);
        return KoreanNumbers.sino(month) + (number ? KoreanNumbers.sino(day) : last);
    }

    private static Set<String> words(String row) {
        return Set.copyOf(List.of(TABLE.getOrDefault(row, "").split(" ")));
    }
}
