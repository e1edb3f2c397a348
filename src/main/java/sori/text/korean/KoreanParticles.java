package sori.text.korean;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Particles whose form hangs on the sound before them: 3/5 is 오분의 삼, so 3/5이; but 5/8 ends in 오, so 5/8가. */
public final class KoreanParticles {
    /** Behind a consonant, and behind a vowel. */
    private static final String[][] FORMS = {
        {"이", "가"},
        {"은", "는"},
        {"을", "를"},
        {"과", "와"},
        {"으로", "로"},
        {"으로는", "로는"},
        {"으로도", "로도"},
        {"으로만", "로만"},
        {"으로써", "로써"},
        {"으로서", "로서"},
        {"으로의", "로의"},
        {"이나", "나"},
        {"이라", "라"},
        {"이라는", "라는"},
        {"이라고", "라고"},
        {"이란", "란"},
        {"이랑", "랑"},
        {"이며", "며"},
        {"이든", "든"}
    };

    /** Whose other form may be another word behind a bare number: 종로 3가, 제5과. */
    private static final Set<String> BEHIND_NUMBERS = Set.of("은", "는", "을", "를");

    /** What else may be written against a closing quote or bracket. */
    private static final Set<String> OTHERS = Set.of(
            "의", "에", "에서", "에게", "에는", "에도", "에서는", "도", "만", "까지", "부터", "처럼", "보다", "께서", "이다", "다", "입니다", "이라며",
            "라며", "이라도", "라도", "이었다", "였다", "이고", "고", "인", "이자", "이야", "야", "이에요", "예요", "이죠", "죠", "씨", "씨는", "씨가",
            "등", "등을", "등이", "등의", "등은", "측", "측은", "측이", "간", "이라니", "라니", "이라면", "라면", "이지만", "지만", "인데", "이라서", "라서",
            "하고", "따라", "마다", "조차", "마저", "밖에", "뿐", "께", "엔", "에선", "한테", "입니까", "이었습니다", "였습니다", "라는데", "이라던", "라던",
            "이라거나", "라거나");

    private static final String TO = "으로";
    private static final int TAIL_L = 8;

    private static final Map<String, String> AFTER_VOWEL = forms(0, 1);
    private static final Map<String, String> AFTER_CONSONANT = forms(1, 0);

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

    /** The form of a particle after a word: 이, 은, 을, 과 and 으로 behind a consonant, 가, 는, 를, 와 and 로 behind a vowel; others stay. */
    public static String fitting(String word, String particle) {
        int tail = tail(word);
        boolean vowel = tail == 0 || tail == TAIL_L && (particle.startsWith("로") || particle.startsWith(TO));
        Map<String, String> forms = vowel ? AFTER_VOWEL : AFTER_CONSONANT;
        return forms.getOrDefault(particle, particle);
    }

    /** The same behind a bare number, where a few particles only are sure to be some. */
    static String fittingNumber(String word, String particle) {
        return BEHIND_NUMBERS.contains(particle) ? fitting(word, particle) : particle;
    }

    /** Whether a word is a particle, or what is as surely written against the word before. */
    static boolean is(String word) {
        return AFTER_VOWEL.containsKey(word) || AFTER_CONSONANT.containsKey(word) || OTHERS.contains(word);
    }

    /** Number of the last syllable's final consonant; 0 for none, and for what isn't Hangul. */
    private static int tail(String word) {
        char last = word.isEmpty() ? '가' : word.charAt(word.length() - 1);
        return last >= '가' && last <= '힣' ? (last - '가') % 28 : 0;
    }

    private static Map<String, String> forms(int from, int to) {
        Map<String, String> forms = new HashMap<>();
        for (String[] pair : FORMS) {
            forms.put(pair[from], pair[to]);
        }
        return Map.copyOf(forms);
    }
}
