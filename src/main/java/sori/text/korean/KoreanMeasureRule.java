package sori.text.korean;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sori.text.TextTable;
import sori.text.rules.Reading;
import sori.text.rules.Rule;
import sori.text.rules.SemioticClass;
import sori.text.rules.Token;
import sori.text.rules.Tokens;
import sori.text.rules.WrittenNumber;

/** A quantity with a unit from {@code korean-units.tsv}: "10km/h" is 십 킬로미터 퍼 시간, "5m²" 오 제곱미터, "25°C" 섭씨 이십오 도. */
final class KoreanMeasureRule implements Rule {
    private static final Map<String, String> UNITS = units();
    private static final Set<String> LENGTHS = Set.of("mm", "cm", "m", "km", "in", "ft", "yd", "mi");
    private static final Map<String, String> SCALES = Map.of("C", "섭씨", "F", "화씨");

    /** Units that are some without a number before them: kWh당; in lower case when they are pronounced only, as other Latin words. */
    private static final Set<String> ALONE = Set.of(
            "km", "cm", "mm", "kg", "mg", "ml", "cc", "kcal", "kWh", "MWh", "GWh", "GHz", "MHz", "kHz", "Mbps", "Gbps",
            "dB", "mAh", "hPa", "kPa", "MPa");

    /** Units of one letter that may stand apart from their number. */
    private static final String LOOSE = "mg";

    @Override
    public SemioticClass semioticClass() {
        return SemioticClass.MEASURE;
    }

    @Override
    public boolean mayStartAt(Token.Kind kind) {
        return kind != Token.Kind.WORD;
    }

    @Override
    public int read(Tokens tokens, int at, Reading out) {
        boolean minus = WrittenNumber.isMinus(tokens, at);
        int first = minus ? at + 1 : at;
        KoreanQuantity quantity = KoreanQuantity.at(tokens, first);
        if (quantity == null) {
            return 0;
        }
        KoreanQuantity second = second(tokens, quantity.end());
        int unit = second == null ? quantity.end() : second.end();
        String lines = second == null ? KoreanResolution.letter(tokens, first, unit) : "";
        if (!lines.isEmpty()) {
            out.say(quantity.spoken() + " " + lines, at, unit + 1);
            return unit + 1 - at;
        }
        if (!isUnit(tokens, unit)) {
            return 0;
        }
        String scale = tokens.get(unit).is("°") && tokens.get(unit + 1).glued()
                ? SCALES.getOrDefault(tokens.get(unit + 1).text(), "")
                : "";
        out.say(scale + (minus ? " 마이너스 " : " ") + quantity.spoken(), at, quantity.end());
        if (second != null) {
            boolean times = tokens.get(quantity.end()).isAnyOf("x×");
            if (times) {
                out.say("곱하기", quantity.end(), quantity.end() + 1);
            } else {
                out.join("에서", quantity.end(), quantity.end() + 1);
            }
            out.say(second.spoken(), quantity.end() + 1, unit);
        }
        return unit(tokens, unit, scale.isEmpty(), out) - at;
    }

    /** The name of a unit where no number stands before it; "" if it may be something else. */
    static String alone(String unit) {
        return ALONE.contains(unit) ? UNITS.getOrDefault(unit, "") : "";
    }

    private static @Nullable KoreanQuantity second(Tokens tokens, int at) {
        boolean sign = tokens.gluedAnyOf(at, "-–~x×") && tokens.get(at + 1).glued();
        return sign ? KoreanQuantity.at(tokens, at + 1) : null;
    }

    private static boolean isUnit(Tokens tokens, int at) {
        Token token = tokens.get(at);
        boolean single = token.text().length() == 1 && token.isWord() && !LOOSE.contains(token.text());
        Token next = tokens.get(at + 1);
        boolean power = LENGTHS.contains(token.text()) && next.isAnyOf("23");
        boolean named = tokens.get(at - 1).isNumber()
                && tokens.glued(at - 2, "-")
                && KoreanCodes.isLatin(tokens.get(at - 3))
                && token.isUpperCase();
        boolean code = token.isWord() && next.glued() && (next.isNumber() && !power || KoreanCodes.isLatin(next));
        return UNITS.containsKey(token.text()) && (token.glued() || !single) && !code && !named;
    }

    private static int unit(Tokens tokens, int at, boolean scaleless, Reading out) {
        int end = at + 1;
        String power = "";
        if (tokens.get(at).is("%") && tokens.glued(end, "p")) {
            out.say("퍼센트포인트", at, end + 1);
            return end + 1;
        }
        if (!scaleless) {
            end++;
        } else if (LENGTHS.contains(tokens.get(at).text()) && tokens.gluedAnyOf(end, "23²³")) {
            power = tokens.get(end).isAnyOf("2²") ? "제곱" : "세제곱";
            end++;
        }
        out.say(power + UNITS.getOrDefault(tokens.get(at).text(), ""), at, end);
        return per(tokens, end, out);
    }

    /** "/h", "/s²", "/m3": what a unit is counted by, said where it stands; gives the token after it. */
    static int per(Tokens tokens, int slash, Reading out) {
        Token unit = tokens.get(slash + 1);
        if (!tokens.glued(slash, "/") || !unit.glued() || !UNITS.containsKey(unit.text())) {
            return slash;
        }
        boolean timed = unit.is("s") || unit.is("h");
        int power = (LENGTHS.contains(unit.text()) || timed) && tokens.gluedAnyOf(slash + 2, "23²³") ? slash + 2 : 0;
        String raised = power == 0 ? "" : tokens.get(power).isAnyOf("2²") ? "제곱" : "세제곱";
        out.say("퍼", slash, slash + 1);
        int end = power == 0 ? slash + 2 : slash + 3;
        out.say(raised + UNITS.getOrDefault(unit.text(), ""), slash + 1, end);
        return end;
    }

    private static Map<String, String> units() {
        Map<String, String> units = new HashMap<>();
        for (List<String> row : TextTable.rows("korean-units.tsv")) {
            for (String written : row.get(0).split(" ")) {
                units.put(written, row.get(1));
            }
        }
        return units;
    }
}
