package sori.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One measured figure.
 *
 * @param figure its name, such as {@code soak.violations}
 * @param conditions under which it was measured
 * @param value in {@code unit}
 */
record Figure(String figure, Map<String, Object> conditions, double value, String unit) {
    private static final JsonMapper JSON = new JsonMapper();

    Figure {
        conditions = Collections.unmodifiableMap(new TreeMap<>(conditions)); // the same order in every run
    }

    /** One line of JSON: figure, case, value, unit. */
    String json() {
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
    String row() {
        return String.format(Locale.ROOT, "%-24s %12.2f %s", figure, value, unit);
    }
}
