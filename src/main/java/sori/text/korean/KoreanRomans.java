package sori.text.korean;

import java.util.Map;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Roman numerals as numbers: "제Ⅱ장" is 제이장, "II형" 이형. Single letters are some behind 제 and before the dot of a heading only. */
final class KoreanRomans {
    private static final Map<String, Integer> VALUES = Map.ofEntries(
            Map.entry("I", 1),
            Map.entry("II", 2),
            Map.entry("III", 3),
            Map.entry("IV", 4),
            Map.entry("V", 5),
            Map.entry("VI", 6),
            Map.entry("VII", 7),
            Map.entry("VIII", 8),
            Map.entry("IX", 9),
            Map.entry("X", 10),
            Map.entry("XI", 11),
            Map.entry("XII", 12));

    private KoreanRomans() {}

    /** "" where no numeral stands. */
    static String number(Tokens tokens, int at) {
        Token token = tokens.get(at);
        Integer value = VALUES.get(token.text());
        Token before = tokens.get(at - 1);
        Token next = tokens.get(at + 1);
        if (value == null
                || token.glued() && before.isWord() && !before.is("제")
                || next.glued() && KoreanCodes.isLatin(next)) {
            return "";
        }
        boolean heading = before.text().isEmpty() && tokens.glued(at + 1, ".") && isHangul(tokens.get(at + 2));
        boolean drip = token.is("IV") && next.text().startsWith("주사");
        boolean sure = token.text().length() > 1 && !drip || before.is("제") && token.glued();
        return sure || heading ? KoreanNumbers.sino(value) : "";
    }

    private static boolean isHangul(Token token) {
        return token.isWord() && Tokens.isHangul(token.text().codePointAt(0));
    }
}
