package sori.text.korean;

import java.util.List;
import java.util.Set;
import sori.text.rules.KoreanSyllables;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** One or the next: "3,4명" is 서너명, "2,3일" 이삼일, "3,4만원" 삼사만원. */
final class KoreanPairRule implements Rule {
    private static final List<String> NATIVE = List.of("", "한두", "두세", "서너", "네다섯", "대여섯", "예닐곱", "일고여덟", "여덟아홉");
    private static final Set<String> COUNTED = Set.of(
            "명", "개", "마리", "살", "시간", "잔", "병", "그루", "송이", "벌", "켤레", "곳", "가지", "달", "배", "군데", "사람", "번", "채", "척",
            "대");

    private static final List<String> AMOUNTS =
            List.of("일", "년", "주", "개월", "분", "초", "만", "천", "백", "십", "억", "퍼센트", "달러", "인분", "킬로");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.CARDINAL;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token noun = tokens.get(at + 3);
        boolean shape = tokens.get(at).isNumber(1, 1)
                && !tokens.get(at).glued()
                && !tokens.get(at - 1).isAnyOf(",·~-")
                && tokens.glued(at + 1, ",")
                && tokens.get(at + 2).isNumber(1, 1)
                && noun.glued()
                && noun.isWord();
        int first = shape ? KoreanNumbers.small(tokens.get(at).text()) : 0;
        if (first < 1
                || first >= NATIVE.size()
                || KoreanNumbers.small(tokens.get(at + 2).text()) != first + 1) {
            return 0;
        }
        boolean counted = COUNTED.contains(KoreanCounters.counter(noun));
        boolean apart = !tokens.get(at + 2).glued();
        if (!counted && (apart || AMOUNTS.stream().noneMatch(noun.text()::startsWith))) {
            return 0;
        }
        String pair = counted
                ? NATIVE.get(first)
                : KoreanNumbers.sino(tokens.get(at).text())
                        + KoreanNumbers.sino(tokens.get(at + 2).text());
        out.say(pair + KoreanSyllables.only(noun.text()), at, at + 4);
        return 4;
    }
}
