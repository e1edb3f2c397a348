package sori.text.korean;

import java.util.List;
import sori.text.rules.KoreanSyllables;

/** Where a consonant hardens behind the ending ㄹ of verbs (Standard Pronunciation, article 27): 할 것을 [할꺼슬], 할수록 [할쑤록]. */
final class KoreanFutures {
    private static final int RIEUL = 8;
    private static final int LONGEST = 3;

    /** Behind any ㄹ, as no noun goes on so. */
    private static final List<String> ENDINGS = List.of("수록", "지라도", "지언정", "진대", "세라");

    /** Behind verbs in ㄹ, which their last syllable tells. */
    private static final String VERBS = "할갈올볼줄될을살쓸날";

    private static final List<String> VERB_ENDINGS = List.of("걸", "게", "밖에", "거");
    private static final List<String> NOUNS =
            List.of("것", "거", "게", "걸", "데", "바", "수", "적", "듯", "줄", "도리", "법", "뿐", "성싶");
    private static final List<String> VERB_NOUNS = List.of("사람", "곳", "동안", "시간", "정도", "자리", "집", "길");

    private KoreanFutures() {}

    /** Whether the first consonant of a syllable hardens behind another syllable, which ends in ㄹ. */
    static boolean hardens(char[] letters, int at, int next) {
        boolean plain = "ㄱㄷㅂㅅㅈ".indexOf(lead(letters[next])) >= 0;
        if (!plain || KoreanSyllables.tail(letters[at]) != RIEUL) {
            return false;
        }
        String rest = new String(letters, next, Math.min(LONGEST, letters.length - next));
        boolean verb = VERBS.indexOf(letters[at]) >= 0;
        return next > at + 1
                ? startsWith(rest, NOUNS) || verb && startsWith(rest, VERB_NOUNS)
                : startsWith(rest, ENDINGS) || verb && startsWith(rest, VERB_ENDINGS);
    }

    private static boolean startsWith(String text, List<String> starts) {
        return starts.stream().anyMatch(text::startsWith);
    }

    private static char lead(char syllable) {
        return "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ".charAt(KoreanSyllables.lead(syllable));
    }
}
