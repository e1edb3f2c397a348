package sori.text.korean;

import java.util.List;
import java.util.Set;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** What "~" spans between words: 월~금, 오전 9시~오후 6시, 서울~부산. Between other words it only draws them out (네~알겠습니다). */
final class KoreanSpans {
    private static final Set<String> DAYS = Set.of("월", "화", "수", "목", "금", "토", "일");
    private static final Set<String> STARTS =
            Set.of("오전", "오후", "새벽", "아침", "저녁", "밤", "낮", "정오", "자정", "다음", "익일", "현재", "이튿날");
    private static final Set<String> PLACES = Set.of(
            "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "제주", "수원", "춘천", "강릉", "원주", "천안", "청주", "전주", "여수", "목포",
            "포항", "경주", "김포", "속초", "창원", "진주", "순천", "군산", "안산", "안양", "성남", "용인", "평택", "의정부", "강남", "판교", "분당", "일산",
            "동탄", "도쿄", "오사카", "뉴욕", "런던", "파리", "베이징", "상하이", "평양", "신의주", "개성", "양양", "삼척", "동해", "문산", "수서", "김해",
            "통영", "거제");

    private static final List<String> PLACE_ENDINGS =
            List.of("역", "공항", "터미널", "항", "대교", "교차로", "나들목", "시청", "구청", "입구", "사거리");
    private static final String TIMES = "시분일월년초기";
    private static final int PLACE_MIN = 2;

    private KoreanSpans() {}

    /** Whether the wave at a token stands between the ends of a time or a way. */
    static boolean isSpan(Tokens tokens, int at) {
        Token next = tokens.get(at + 1);
        return tokens.get(at).glued() && next.glued() && next.isWord() && (isTime(tokens, at) || isWay(tokens, at));
    }

    static boolean isTime(Tokens tokens, int at) {
        String before = tokens.get(at - 1).text();
        String next = tokens.get(at + 1).text();
        boolean days =
                DAYS.contains(before) && DAYS.contains(day(next)) || before.endsWith("요일") && next.contains("요일");
        boolean counted = tokens.get(at - 2).isNumber() && tokens.get(at - 1).glued();
        boolean dated = counted && !before.isEmpty() && TIMES.indexOf(before.charAt(before.length() - 1)) >= 0;
        return days || (dated || STARTS.contains(before)) && STARTS.stream().anyMatch(next::startsWith);
    }

    private static String day(String next) {
        return next.substring(0, Math.min(1, next.length()));
    }

    private static boolean isWay(Tokens tokens, int at) {
        return isPlace(tokens.get(at - 1).text())
                        && PLACES.stream().anyMatch(tokens.get(at + 1).text()::startsWith)
                || PLACES.contains(tokens.get(at - 1).text())
                        && isPlace(tokens.get(at + 1).text());
    }

    private static boolean isPlace(String word) {
        return PLACES.contains(word)
                || word.length() >= PLACE_MIN && PLACE_ENDINGS.stream().anyMatch(word::endsWith);
    }
}
