package sori.text.korean;

import java.util.List;
import java.util.Set;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/**
 * How fine a picture is, and thousands: "4K" is 사 케이 and "1080p" 천팔십 피, unless a word about temperature before it makes kelvins of the
 * former.
 */
final class KoreanResolution {
    private static final List<String> TEMPERATURES =
            List.of("온도", "절대", "켈빈", "극저온", "초전도", "헬륨", "질소", "냉각", "임계", "색온도", "영하", "백색광");

    private static final Set<String> LINES =
            Set.of("144", "240", "360", "480", "540", "576", "720", "1080", "1440", "2160", "4320");

    private static final int KELVIN_MIN = 100;
    private static final int BEFORE_MAX = 4;

    private KoreanResolution() {}

    /** The letter's name behind a number; "" if the token behind it is no such letter. */
    static String letter(Tokens tokens, int at, int unit) {
        Token letter = tokens.get(unit);
        Token number = tokens.get(at);
        boolean decimal = unit == at + 3 && tokens.glued(at + 1, ".") && letter.is("K") && number.isNumber(1, 2);
        if (!letter.glued() || unit != at + 1 && !decimal || tokens.glued(unit + 1, "/")) {
            return "";
        }
        if (letter.isAnyOf("pP") && LINES.contains(number.text())) {
            return "피";
        }
        int value = letter.is("K") && number.isNumber(1, 4) ? KoreanNumbers.small(number.text()) : KELVIN_MIN;
        return value < KELVIN_MIN && !isTemperature(tokens, at) ? "케이" : "";
    }

    private static boolean isTemperature(Tokens tokens, int at) {
        for (int before = at - 1; before >= at - BEFORE_MAX; before--) {
            if (TEMPERATURES.stream().anyMatch(tokens.get(before).text()::startsWith)) {
                return true;
            }
        }
        return false;
    }
}
