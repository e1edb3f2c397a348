package sori.text.korean;

import java.util.List;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** What is written against a day without a space: the weekday or the part of the day in "28일수요일", "3일오전". */
final class KoreanDayParts {
    private static final List<String> PARTS = List.of(
            "월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일", "오전", "오후", "새벽", "아침", "저녁", "정오", "자정", "밤", "낮", "어린이날",
            "성탄절", "크리스마스", "삼일절", "광복절", "개천절", "한글날", "현충일", "제헌절", "추석", "설날", "석가탄신일", "부처님오신날", "국군의날", "어버이날",
            "스승의날", "신정", "구정");

    /** Days that have a name, which tell a date before them. */
    private static final List<String> NAMED = List.of(
            "어린이날", "성탄절", "크리스마스", "삼일절", "광복절", "개천절", "한글날", "현충일", "제헌절", "추석", "설날", "어버이날", "스승의날", "오전", "오후",
            "새벽", "자정", "정오");

    private static final String DAY = "일";

    private KoreanDayParts() {}

    /** Whether a word begins with the name of a day, or a part of one. */
    static boolean isNamed(String word) {
        return NAMED.stream().anyMatch(word::startsWith);
    }

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
