package sori.text.korean;

import java.util.Locale;

/** The Korean names of Latin letters: "KBS" is 케이비에스. */
final class KoreanLetters {
    private static final String[] NAMES = {
        "에이", "비", "씨", "디", "이", "에프", "지", "에이치", "아이", "제이", "케이", "엘", "엠", "엔", "오", "피", "큐", "알", "에스", "티", "유",
        "브이", "더블유", "엑스", "와이", "제트"
    };

    private KoreanLetters() {}

    /** The names of letters in one word; what is no ASCII letter is left out. */
    static String names(String letters) {
        StringBuilder names = new StringBuilder();
        for (char letter : letters.toLowerCase(Locale.ROOT).toCharArray()) {
            if (letter >= 'a' && letter <= 'z') {
                names.append(NAMES[letter - 'a']);
            }
        }
        return names.toString();
    }
}
