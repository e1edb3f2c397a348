package sori.text.korean;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sori.text.TextTable;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * Nouns that count things and also number them: 책 두 권 and 이권, 표 세 장 and 삼장, 세 번 and 삼번 출구. Which words around them decide, from
 * {@code korean-series.tsv}.
 */
final class KoreanSeries {
    /**
     * @param numbering whether it numbers unless something speaks for counting
     * @param counted nouns of what it counts
     * @param numbered nouns behind it that have numbers
     * @param numberedBefore nouns before it that have numbers
     */
    private record Noun(boolean numbering, Set<String> counted, Set<String> numbered, Set<String> numberedBefore) {}

    private static final Map<String, Noun> NOUNS = nouns();

    private static final Set<String> AMOUNTS = Set.of(
            "총", "모두", "전", "약", "단", "각", "각각", "겨우", "무려", "매달", "매주", "매년", "하루에", "달에", "주일에", "일주일에", "년에", "최소",
            "최대", "벌써");

    /** What follows at once where things are counted. */
    private static final List<String> COUNTING =
            List.of("씩", "짜리", "가량", "정도", "분량", "의", "이나", "밖에", "쯤", "뿐", "이상", "이하", "당");

    private static final List<String> GETTING = List.of(
            "샀", "사다", "사서", "사고", "살", "빌", "팔", "구입", "구매", "주문", "선물", "기증", "썼", "펴냈", "펴내", "출간", "발간", "소장", "보유",
            "있", "남", "묶음", "세트", "분량", "이상", "정도", "가량");

    private static final List<String> PLACES = List.of("에서", "부터", "까지", "에는", "에선", "에도", "에 ");
    private static final String OBJECT_PARTICLES = "을를이가은는도만";

    private static final List<String> LISTING = List.of("과", "와", "이나", "에서", "부터");
    private static final int CHAIN_MAX = 4;

    private KoreanSeries() {}

    /** Whether the noun behind a number numbers what it stands for. */
    static boolean isNumbered(Tokens tokens, int at, int nounAt) {
        return isNumbered(tokens, at, nounAt, 0);
    }

    /** Whether the number at a token counts machines, 10대, and is no age. */
    static boolean countsMachines(Tokens tokens, int at) {
        Noun machines = NOUNS.get("대");
        return machines != null && isCounted(machines, tokens.get(before(tokens, at)));
    }

    private static boolean isNumbered(Tokens tokens, int at, int nounAt, int chained) {
        Token noun = tokens.get(nounAt);
        String text = noun.isWord() ? noun.text() : "";
        Noun known = text.isEmpty() ? null : NOUNS.get(text.substring(0, 1));
        if (known == null || KoreanCounters.counter(noun).length() != 1) {
            return false;
        }
        int earlier = sameNoun(tokens, at, text.charAt(0));
        if (earlier >= 0 && CHAIN_MAX > chained) {
            return isNumbered(tokens, earlier, earlier + 1, chained + 1);
        }
        String rest = text.substring(1);
        String next = tokens.get(nounAt + 1).text();
        String named = rest.isEmpty() ? next : rest;
        if (known.numbered.stream().anyMatch(named::startsWith)) {
            return true;
        }
        if (known.numberedBefore.contains(tokens.get(before(tokens, at)).text())) {
            return true;
        }
        boolean bare = rest.isEmpty() || rest.length() == 1 && OBJECT_PARTICLES.contains(rest);
        boolean counts = isCounted(known, tokens.get(before(tokens, at)))
                || COUNTING.stream().anyMatch(rest::startsWith)
                || bare && GETTING.stream().anyMatch(next::startsWith);
        boolean place = !known.counted.isEmpty() && PLACES.stream().anyMatch((rest + " ")::startsWith);
        return !counts && (known.numbering || place);
    }

    /** The number in a list with this one: the 2 of "2권과 5권"; -1 if there is none. */
    private static int sameNoun(Tokens tokens, int at, char noun) {
        int word = tokens.get(at - 1).is(",") ? at - 2 : at - 1;
        String text = tokens.get(word).text();
        boolean list = text.length() <= 3
                && !text.isEmpty()
                && text.charAt(0) == noun
                && tokens.get(word).glued();
        boolean joined = list && (word == at - 2 || LISTING.stream().anyMatch(text::endsWith));
        return joined && tokens.get(word - 1).isNumber() ? word - 1 : -1;
    }

    /** The token before a number, or before the first of "3~5" and "3,5". */
    private static int before(Tokens tokens, int at) {
        boolean second = tokens.gluedAnyOf(at - 1, "~-–,") && tokens.get(at - 2).isNumber();
        return second ? at - 3 : at - 1;
    }

    private static boolean isCounted(Noun noun, Token before) {
        String text = before.isWord() ? before.text() : "";
        boolean particle = text.length() > 1 && OBJECT_PARTICLES.indexOf(text.charAt(text.length() - 1)) >= 0;
        String stem = particle ? text.substring(0, text.length() - 1) : text;
        return AMOUNTS.contains(text)
                || noun.counted.stream().anyMatch(each -> text.endsWith(each) || stem.endsWith(each));
    }

    private static Map<String, Noun> nouns() {
        Map<String, Noun> nouns = new HashMap<>();
        for (List<String> row : TextTable.rows("korean-series.tsv")) {
            Set<String> before = row.size() > 4 ? words(row.get(4)) : Set.of();
            nouns.put(row.get(0), new Noun(row.get(1).equals("numbers"), words(row.get(2)), words(row.get(3)), before));
        }
        return nouns;
    }

    private static Set<String> words(String column) {
        return column.equals("-") ? Set.of() : Set.of(column.split(" "));
    }
}
