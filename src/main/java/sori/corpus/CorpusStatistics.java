package sori.corpus;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a corpus is made of.
 *
 * @param seconds length of each recording that could be read
 * @param characters of each text, as the model sees them
 * @param lists how many texts each list has
 * @param coverage how often each character of the symbol table occurs, in the table's order
 */
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
public record CorpusStatistics(
        double[] seconds, double[] characters, Map<Corpus.Split, Integer> lists, Map<String, Long> coverage) {
    private static final double HOUR_SECONDS = 3600;

    double hours() {
        return Arrays.stream(seconds).sum() / HOUR_SECONDS;
    }

    List<String> missing() {
        return coverage.entrySet().stream()
                .filter(entry -> entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How much there is, in words. */
    public String size() {
        return String.format(
                Locale.ROOT,
                "%,d %s, %.2f hours",
                seconds.length,
                seconds.length == 1 ? "recording" : "recordings",
                hours());
    }

    String text() {
        String summary = String.format(
                Locale.ROOT,
                "%s; seconds: %s; characters: %s%n"
                        + "by hash of the text: %,d to train, %,d to validate, %,d to test%n",
                size(),
                range(seconds, "%.1f"),
                range(characters, "%.0f"),
                lists.get(Corpus.Split.TRAIN),
                lists.get(Corpus.Split.VALIDATION),
                lists.get(Corpus.Split.TEST));
        return missing().isEmpty()
                ? summary
                : summary + "characters in no text: " + String.join(" ", missing()) + System.lineSeparator();
    }

    private static String range(double[] values, String form) {
        if (values.length == 0) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                form + " to " + form + " (median " + form + ")",
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow(),
                SpeakingRate.median(values));
    }

    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("recordings", seconds.length);
        figures.put("hours", Math.round(hours() * 1e4) / 1e4);
        Map<Corpus.Split, Integer> sizes = new EnumMap<>(lists);
        sizes.forEach((list, size) -> figures.put(list.name().toLowerCase(Locale.ROOT), size));
        figures.put("missingCharacters", missing());
        return figures;
    }
}
