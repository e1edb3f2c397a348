package sori.text.korean;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/**
 * Scores and proportions: "3대1" is 삼 대 일, whereas 3대 alone counts vehicles; "2-1로 이겼다" is 이 대 일로, as a word of {@code
 * korean-scores.tsv} is near, whereas 2-1 alone may be a house.
 */
final class KoreanScoreRule implements Rule {
    private static final Set<String> WORDS = words("korean-scores.tsv");
    private static final Set<String> TEAMS = words("korean-teams.tsv");
    private static final String VERSUS = "대";

    /** What follows a number without a space, and doesn't count. */
    private static final Set<String> PARTICLES = Set.of(
            "로", "의", "비", "이", "가", "은", "는", "을", "를", "과", "와", "에", "까", "라", "인", "였", "정도", "수준", "승", "패", "무",
            "역전", "완승", "완패", "동점");

    private static final int BEFORE_MAX = 3;
    private static final int BEHIND_MAX = 8;
    private static final int SIDES_MAX = 6;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.RANGE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        WrittenNumber first = side(tokens, at);
        boolean inside = tokens.get(at).glued() && tokens.get(at - 1).isAnyOf("-:./");
        if (first == null || inside) {
            return 0;
        }
        boolean dash = tokens.gluedAnyOf(first.end(), "-–") && tokens.gluedNumber(first.end() + 1, 1, 3);
        WrittenNumber second = dash || tokens.glued(first.end(), VERSUS) ? side(tokens, first.end() + 1) : null;
        if (second == null || !(dash ? isWon(tokens, at, second.end()) : isAgainst(tokens, second))) {
            return 0;
        }
        out.say(KoreanQuantity.spoken(first), at, first.end());
        int end = first.end();
        for (int sides = 1; second != null && sides < SIDES_MAX; sides++) {
            out.say(VERSUS, end, end + 1);
            out.say(KoreanQuantity.spoken(second), end + 1, second.end());
            end = second.end();
            second = !dash && tokens.glued(end, VERSUS) && tokens.get(end + 1).glued() ? side(tokens, end + 1) : null;
        }
        return end - at;
    }

    private static @Nullable WrittenNumber side(Tokens tokens, int at) {
        return tokens.get(at).isNumber(1, 3) ? WrittenNumber.at(tokens, at) : null;
    }

    /** 3대1, 3대 1로; not 차 3대 1시간, nor 20대 30대. */
    private static boolean isAgainst(Tokens tokens, WrittenNumber second) {
        Token behind = tokens.get(second.end());
        boolean more = behind.is(VERSUS) && tokens.gluedNumber(second.end() + 1, 1, 3);
        return !(behind.glued() && behind.isWord())
                || more
                || PARTICLES.stream().anyMatch(behind.text()::startsWith);
    }

    /** Whether a word about winning stands near, in the same sentence. */
    private static boolean isWon(Tokens tokens, int at, int end) {
        if (TEAMS.contains(tokens.get(at - 1).text())
                && TEAMS.contains(tokens.get(end).text())) {
            return true;
        }
        boolean chain = tokens.gluedAnyOf(end, "-–./:") && tokens.get(end + 1).glued();
        for (int before = at - 1; !chain && before >= at - BEFORE_MAX; before--) {
            if (isScoreWord(tokens.get(before))) {
                return true;
            }
        }
        for (int behind = end; !chain && behind < end + BEHIND_MAX; behind++) {
            if (tokens.get(behind).isAnyOf(".!?")) {
                return false;
            }
            if (isScoreWord(tokens.get(behind))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScoreWord(Token token) {
        String text = token.text();
        for (int length = Math.min(text.length(), 4); token.isWord() && length > 0; length--) {
            String start = text.substring(0, length);
            if (WORDS.contains(start) && (length > 1 || length == text.length())) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> words(String table) {
        return Set.copyOf(TextTable.rows(table).stream()
                .flatMap(row -> Set.of(row.get(0).split(" ")).stream())
                .toList());
    }
}
