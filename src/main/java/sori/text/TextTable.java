package sori.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The readable tables beside this package's classes: tab-separated columns, {@code #} starts a comment line. */
public final class TextTable {
    private TextTable() {}

    /** The rows of a table in the file's order, each with all its columns, trimmed. */
    public static List<List<String>> rows(String name) {
        InputStream resource = TextTable.class.getResourceAsStream(name);
        if (resource == null) {
            throw new IllegalStateException("the table sori/text/" + name + " is missing from the class path");
        }
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# "))
                    .map(TextTable::columns)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> columns(String line) {
        return Arrays.stream(line.strip().split("\t"))
                .map(String::trim)
                .filter(column -> !column.isEmpty())
                .toList();
    }

    /** A table of two columns as a map in the file's order; further columns are ignored. */
    public static Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (List<String> row : rows(name)) {
            if (row.size() < 2 || pairs.put(row.get(0), row.get(1)) != null) {
                throw new IllegalStateException("sori/text/" + name + ": row " + row + " is short or stands twice");
            }
        }
        return pairs;
    }
}
