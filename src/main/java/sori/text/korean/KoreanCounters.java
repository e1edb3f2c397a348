package sori.text.korean;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sori.text.TextTable;
import sori.text.rules.Token;

/**
 * Which numbers stand before a noun that counts, from {@code korean-counters.tsv}: native up to a limit (세 시, 스물다섯 명),
 * Sino-Korean above it and before any other noun (삼십 분).
 */
final class KoreanCounters {
    private static final Map<String, Integer> NATIVE_UP_TO = nativeUpTo();
    private static final int LENGTH_MAX = 3;

    /** What may follow a counter that stands apart from its number, so that 3 시 counts and 3 시민 doesn't. */
    private static final String PARTICLES = "이가은는을를의에도만과와로으부까마씩째쯤정짜반나인다든보";

    private KoreanCounters() {}

    /** The number before a noun: 세 before 시, 삼십 before 분, 첫 before 번째. */
    static String number(String digits, Token noun) {
        return number(digits, noun, false);
    }

    /** @param machines whether machines are counted, so that 20대 is no age */
    static String number(String digits, Token noun, boolean machines) {
        String counter = counter(noun);
        int value = KoreanNumbers.small(digits);
        int limit = NATIVE_UP_TO.getOrDefault(counter, 0);
        if (value < 1 || value > limit || isAge(counter, value) && !machines) {
            return KoreanNumbers.sino(digits);
        }
        return counter.equals("번째") && value == 1 ? "첫" : KoreanNumbers.counting(value);
    }

    /** Whether a noun is counted with native numbers. */
    static boolean isNative(Token noun) {
        return NATIVE_UP_TO.getOrDefault(counter(noun), 0) > 0;
    }

    /** The counter that a word begins with; "" if there is none. */
    static String counter(Token noun) {
        if (!noun.isWord()) {
            return "";
        }
        String word = noun.text();
        for (int length = Math.min(LENGTH_MAX, word.length()); length > 0; length--) {
            String counter = word.substring(0, length);
            boolean apart = !noun.glued() && length < word.length();
            if (NATIVE_UP_TO.containsKey(counter) && !(apart && PARTICLES.indexOf(word.charAt(length)) < 0)) {
                return counter;
            }
        }
        return "";
    }

    /** 20대 is an age (이십대), 3대 are three vehicles (세대). */
    private static boolean isAge(String counter, int value) {
        return counter.equals("대") && value % 10 == 0;
    }

    private static Map<String, Integer> nativeUpTo() {
        Map<String, Integer> nativeUpTo = new HashMap<>();
        for (List<String> row : TextTable.rows("korean-counters.tsv")) {
            for (String counter : row.get(1).split(" ")) {
                nativeUpTo.put(counter, Integer.valueOf(row.get(0)));
            }
        }
        return nativeUpTo;
    }
}
