package sori.text.korean;

import java.util.Map;
import sori.text.rules.Reading;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Particles whose form hangs on the sound before them: 3/5 is 오분의 삼, so 3/5이; but 5/8 ends in 오, so 5/8가. */
public final class KoreanParticles {
    private static final Map<String, String> AFTER_VOWEL = Map.of("이", "가", "은", "는", "을", "를", "과", "와");
    private static final Map<String, String> AFTER_CONSONANT = Map.of("가", "이", "는", "은", "를", "을", "와", "과");

    private KoreanParticles() {}

    /** Reads a particle that is glued on, in the form that fits what was said; gives the token after it. */
    static int read(Tokens tokens, int at, Reading out) {
        Token particle = tokens.get(at);
        if (!particle.glued()
                || !AFTER_VOWEL.containsKey(particle.text()) && !AFTER_CONSONANT.containsKey(particle.text())) {
            return at;
        }
        out.join(fitting(out.lastWord(), particle.text()), at, at + 1);
        return at + 1;
    }

    /** The form of a particle after a word: 이, 은, 을 and 과 behind a consonant, 가, 는, 를 and 와 behind a vowel; others stay. */
    public static String fitting(String word, String particle) {
        Map<String, String> forms = endsInConsonant(word) ? AFTER_CONSONANT : AFTER_VOWEL;
        return forms.getOrDefault(particle, particle);
    }

    private static boolean endsInConsonant(String word) {
        char last = word.isEmpty() ? '가' : word.charAt(word.length() - 1);
        return last >= '가' && last <= '힣' && (last - '가') % 28 > 0;
    }
}
