package sori.text.korean;

import java.util.Locale;
import java.util.Set;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;

/** Times of day with a colon: "오전 10:30" is 오전 열시 삼십분, "14:05" 십사시 오분; "AM" and "PM" are 오전 and 오후. */
final class KoreanTimeRule implements Rule {
    private static final Set<String> HALVES = Set.of("am", "pm");
    private static final int CLOCK_HOURS = 12;

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.TIME;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind == Token.Kind.NUMBER || kind == Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean half = isHalf(tokens.get(at))
                && !tokens.get(at).glued()
                && tokens.get(at + 1).isNumber(1, 2);
        int hour = half ? at + 1 : at;
        int end = end(tokens, hour);
        if (end == 0) {
            return half ? 0 : hourAlone(tokens, at, out);
        }
        if (half) {
            out.say(half(tokens.get(at)), at, at + 1);
        }
        boolean halfAfter =
                !half && isHalf(tokens.get(end)) && !tokens.get(end + 1).isNumber();
        if (halfAfter) {
            out.say(half(tokens.get(end)), hour, end + 1);
        }
        out.say(clock(tokens, hour, end), hour, halfAfter ? end + 1 : end);
        return (halfAfter ? end + 1 : end) - at;
    }

    /** "3 PM", "11am". */
    private static int hourAlone(Tokens tokens, int at, Reading out) {
        Token hour = tokens.get(at);
        int value = hour.isNumber(1, 2) ? KoreanNumbers.small(hour.text()) : 0;
        boolean inside = hour.glued() && tokens.get(at - 1).isAnyOf(":.,/-");
        if (value < 1
                || value > CLOCK_HOURS
                || inside
                || !isHalf(tokens.get(at + 1))
                || tokens.get(at + 2).isNumber()) {
            return 0;
        }
        String half = half(tokens.get(at + 1));
        boolean said = out.lastWord().equals(half); // "오전 9AM"
        out.say((said ? "" : half + " ") + KoreanNumbers.counting(value) + "시", at, at + 2);
        return 2;
    }

    /** Token after "10:30" or "10:30:05"; 0 if no time starts here. */
    private static int end(Tokens tokens, int at) {
        boolean inside = tokens.get(at).glued() && tokens.get(at - 1).isAnyOf(":.");
        if (inside
                || !tokens.get(at).isNumber(1, 2)
                || KoreanNumbers.small(tokens.get(at).text()) > 24) {
            return 0;
        }
        if (!isPart(tokens, at + 1)) {
            return 0;
        }
        return isPart(tokens, at + 3) ? at + 5 : at + 3;
    }

    private static boolean isPart(Tokens tokens, int at) {
        return tokens.glued(at, ":")
                && tokens.gluedNumber(at + 1, 2, 2)
                && tokens.get(at + 1).text().charAt(0) < '6';
    }

    private static String clock(Tokens tokens, int at, int end) {
        int hour = KoreanNumbers.small(tokens.get(at).text());
        StringBuilder words = new StringBuilder();
        words.append(hour >= 1 && hour <= CLOCK_HOURS ? KoreanNumbers.counting(hour) : KoreanNumbers.sino(hour));
        words.append("시").append(part(tokens, at + 2, "분"));
        return words.append(end == at + 5 ? part(tokens, at + 4, "초") : "").toString();
    }

    private static String part(Tokens tokens, int at, String noun) {
        int value = KoreanNumbers.small(tokens.get(at).text());
        return value == 0 ? "" : " " + KoreanNumbers.sino(value) + noun;
    }

    private static boolean isHalf(Token token) {
        return HALVES.contains(token.text().toLowerCase(Locale.ROOT));
    }

    private static String half(Token token) {
        return token.text().toLowerCase(Locale.ROOT).equals("am") ? "오전" : "오후";
    }
}
