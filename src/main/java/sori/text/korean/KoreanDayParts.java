package sori.text.korean;

import java.util.List;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** What is written against a day without a space: the weekday or the part of the day in "28일수요일", "3일오전". */
final class KoreanDayParts {
    private static final List<String> PARTS = List.of(
            "월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일", "오전", "오후", "새벽", "아침", "저녁", "정오", "자정", "밤", "낮");

    private static final String DAY = "일";

    private KoreanDayParts() {}

    /** Where in the word behind a number from 1 to 31 it begins; -1 if there is none. */
    static int start(Tokens tokens, int at) {
        Token noun = tokens.get(at + 1);
        int day = tokens.get(at).isNumber(1, 2)
                ? KoreanNumbers.small(tokens.get(at).text())
                : 0;
        boolean dated = day >= 1 && day <= 31 && noun.glued() && noun.text().startsWith(DAY);
        return dated && PARTS.stream().anyMatch(part -> noun.text().startsWith(part, DAY.length())) ? DAY.length() : -1;
    }
}
