package sori.text.korean;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sori.text.TextTable;

/**
 * The sound of Chinese characters: words from {@code korean-hanja-words.tsv}, other characters from {@code korean-hanja.tsv}, by the law of initial
 * sounds (한글 맞춤법, articles 10 to 12): 女子 is 여자, 男女 남녀, 失敗率 실패율.
 */
final class KoreanHanja {
    private static final Map<String, String> WORDS = TextTable.pairs("korean-hanja-words.tsv");
    private static final Map<Integer, Character> SOUNDS = sounds();
    private static final int WORD_MAX = 4;

    private static final char FIRST_SYLLABLE = '가';
    private static final int VOWELS = 21;
    private static final int TAILS = 28;
    private static final int LEAD_N = 2;
    private static final int LEAD_R = 5;
    private static final int LEAD_NONE = 11;
    private static final int TAIL_N = 4;

    /** Vowels before which ㄴ and ㄹ fall at a word's beginning: ㅑ ㅒ ㅕ ㅖ ㅛ ㅠ ㅣ. */
    private static final List<Integer> SOFT = List.of(2, 3, 6, 7, 12, 17, 20);

    private KoreanHanja() {}

    /**
     * The sound of a word; "" if a character isn't known.
     *
     * @param counts whether a number stands directly before it, so that nothing falls: 2024年 is 이천이십사년
     */
    static String spoken(String word, boolean counts) {
        StringBuilder spoken = new StringBuilder();
        for (int at = 0; at < word.length(); ) {
            int length = listed(word, at);
            if (length > 0) {
                spoken.append(WORDS.get(word.substring(at, at + length)));
                at += length;
                continue;
            }
            int character = word.codePointAt(at);
            Character sound = SOUNDS.get(character);
            if (sound == null) {
                return "";
            }
            boolean not = character == '不' && at + 1 < word.length() && isHard(word.codePointAt(at + 1));
            spoken.append(not ? '부' : fitting(sound, spoken, counts));
            at += Character.charCount(character);
        }
        return spoken.toString();
    }

    /** Length of the longest listed word at a place; single characters stand alone. */
    private static int listed(String word, int at) {
        for (int length = Math.min(WORD_MAX, word.length() - at); length > 1; length--) {
            if (WORDS.containsKey(word.substring(at, at + length))) {
                return length;
            }
        }
        return word.length() == 1 && WORDS.containsKey(word) ? 1 : 0;
    }

    /** 不 is 부 before ㄷ and ㅈ. */
    private static boolean isHard(int next) {
        Character sound = SOUNDS.get(next);
        int lead = sound == null ? 0 : lead(sound);
        return lead == 3 || lead == 12;
    }

    private static char fitting(char sound, StringBuilder before, boolean counts) {
        int lead = lead(sound);
        int vowel = (sound - FIRST_SYLLABLE) % (VOWELS * TAILS) / TAILS;
        boolean soft = SOFT.contains(vowel);
        if (before.isEmpty()) {
            boolean falls = !counts && (lead == LEAD_R || lead == LEAD_N) && soft;
            return falls ? with(sound, LEAD_NONE) : !counts && lead == LEAD_R ? with(sound, LEAD_N) : sound;
        }
        int tail = (before.charAt(before.length() - 1) - FIRST_SYLLABLE) % TAILS;
        boolean behindVowel = (sound == '률' || sound == '렬') && (tail == 0 || tail == TAIL_N);
        return behindVowel ? with(sound, LEAD_NONE) : sound;
    }

    private static int lead(char syllable) {
        return (syllable - FIRST_SYLLABLE) / (VOWELS * TAILS);
    }

    private static char with(char syllable, int lead) {
        return (char) (FIRST_SYLLABLE + lead * VOWELS * TAILS + (syllable - FIRST_SYLLABLE) % (VOWELS * TAILS));
    }

    private static Map<Integer, Character> sounds() {
        Map<Integer, Character> sounds = new HashMap<>();
        for (List<String> row : TextTable.rows("korean-hanja.tsv")) {
            row.get(1)
                    .codePoints()
                    .forEach(character -> sounds.put(character, row.get(0).charAt(0)));
        }
        return Map.copyOf(sounds);
    }
}
