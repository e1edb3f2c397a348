package sori.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * One measured figure.
 *
 * @param figure its name, such as {@code soak.violations}
 * @param conditions under which it was measured
 * @param value in {@code unit}
 */
public record Figure(String figure, Map<String, Object> conditions, double value, String unit) {
    private static final JsonMapper JSON = new JsonMapper();

    public Figure {
        conditions = Collections.unmodifiableMap(new TreeMap<>(conditions)); // the same order in every run
    }

    /** One line of JSON: figure, case, value, unit. */
    public String json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("figure", figure);
        line.put("case", conditions);
        line.put("value", value == Math.rint(value) ? (Object) (long) value : (Object) value);
        line.put("unit", unit);
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of numbers and words is JSON", e);
        }
    }

    /** One line of a table. */
    public String row() {
        StringJoiner where = new StringJoiner(", ");
        conditions.forEach((key, setting) -> where.add(key + " " + setting));
        String digits = Math.abs(value) < 1 ? "%-26s %12.4f %-18s %s" : "%-26s %12.2f %-18s %s";
        return String.format(Locale.ROOT, digits, figure, value, unit, where).stripTrailing();
    }
}
