package sori.text.korean;

import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.KoreanSyllables;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Single jamo by their names from {@code korean-jamo.tsv}: "ㄱㄴㄷ" is 기역 니은 디귿, "ㄱ자" 기역자. What is written for laughing and crying
 * ("ㅋㅋ", "ㅠㅠ") stays silent, and so do jamo behind syllables.
 */
final class KoreanJamoRule implements Rule {
    private static final Map<String, String> NAMES = TextTable.pairs("korean-jamo.tsv");
    private static final String LAUGHING = "ㅋㅎㅠㅜㅡㅗㅛ";
    private static final Set<String> PARTICLES = Set.of(
            "은", "는", "이", "가", "을", "를", "과", "와", "의", "에", "도", "로", "만", "자", "받침", "발음", "소리", "다음", "대신", "까지",
            "부터", "처럼", "라는", "라고", "이라", "이나", "으로");

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.LETTERS;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        Token token = tokens.get(at);
        String text = token.text();
        int jamo = 0;
        while (jamo < text.length() && NAMES.containsKey(text.substring(jamo, jamo + 1))) {
            jamo++;
        }
        String rest = KoreanSyllables.only(text.substring(jamo));
        if (jamo == 0 || !isNamed(tokens, at, text.substring(0, jamo), rest)) {
            return 0;
        }
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < jamo; i++) {
            names.append(i == 0 ? "" : " ").append(NAMES.get(text.substring(i, i + 1)));
        }
        out.say(names + KoreanParticles.fitting(names.toString(), rest), at, at + 1);
        return 1;
    }

    private static boolean isNamed(Tokens tokens, int at, String jamo, String rest) {
        boolean laughing = jamo.chars().allMatch(c -> LAUGHING.indexOf(c) >= 0);
        boolean repeated = jamo.chars().distinct().count() == 1;
        if (jamo.length() > 1) {
            return !laughing && !repeated;
        }
        boolean quoted = tokens.get(at).glued() && tokens.get(at - 1).isAnyOf("\"'([<");
        boolean listed = tokens.gluedAnyOf(at + 1, ",") || tokens.get(at - 1).is(",");
        return !laughing || quoted || listed || PARTICLES.stream().anyMatch(rest::startsWith);
    }
}
