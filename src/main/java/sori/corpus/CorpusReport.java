package sori.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sori.plot.CorpusPlot;
import sori.plot.Png;
import sori.text.SymbolTable;

/** All that a check found. Immutable. */
public record CorpusReport(CorpusStatistics statistics, List<CorpusFinding> findings) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int EXAMPLES = 3;
    private static final int EXAMPLE_CHARACTERS = 110;

    public CorpusReport {
        findings = List.copyOf(findings);
    }

    private long warnings() {
        return findings.stream().filter(finding -> finding.defect().isWarning()).count();
    }

    public long errors() {
        return findings.stream().filter(finding -> finding.defect().isError()).count();
    }

    /** A summary, and a row for each kind of defect: how often, examples, and what to do. */
    public String text() {
        StringBuilder text = new StringBuilder(statistics.text());
        byDefect().forEach((defect, found) -> {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%-7s %,6d  %s: %s%n",
                    defect.severity(),
                    found.size(),
                    defect.title(),
                    defect.advice()));
            found.stream()
                    .limit(EXAMPLES)
                    .forEach(each -> text.append(" ".repeat(16))
                            .append(shortened(each.place() + ": " + each.detail()))
                            .append(System.lineSeparator()));
        });
        long warnings = warnings();
        return text.append(System.lineSeparator())
                .append(
                        errors() + warnings == 0
                                ? "nothing is wrong"
                                : counted(errors(), "error") + ", " + counted(warnings, "warning"))
                .toString();
    }

    /** A line for each finding, and the summary as the last. */
    public List<String> json() {
        List<String> lines = new ArrayList<>();
        for (CorpusFinding finding : findings) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("defect", finding.defect().title());
            line.put("severity", finding.defect().severity());
            line.put("place", finding.place());
            line.put("detail", finding.detail());
            line.put("advice", finding.defect().advice());
            lines.add(json(line));
        }
        Map<String, Object> summary = new LinkedHashMap<>(statistics.figures());
        summary.put("errors", errors());
        summary.put("warnings", warnings());
        lines.add(json(summary));
        return lines;
    }

    private Map<CorpusDefect, List<CorpusFinding>> byDefect() {
        Map<CorpusDefect, List<CorpusFinding>> kinds = new EnumMap<>(CorpusDefect.class);
        findings.forEach(finding -> kinds.computeIfAbsent(finding.defect(), defect -> new ArrayList<>())
                .add(finding));
        return kinds;
    }

    /** How long recordings and texts are, and which symbols the texts have. */
    public void draw(String name, Path file) throws IOException {
        String title = name + ": " + statistics.size();
        List<CorpusPlot.Histogram> histograms = List.of(
                new CorpusPlot.Histogram("seconds of a recording", statistics.seconds()),
                new CorpusPlot.Histogram("characters of a text", statistics.characters()));
        Map<String, Long> coverage = new LinkedHashMap<>();
        statistics.coverage().forEach((symbol, count) -> coverage.put(SymbolTable.label(symbol), count));
        Png.write(CorpusPlot.draw(title, histograms, coverage), file);
    }

    private static String shortened(String example) {
        return example.length() <= EXAMPLE_CHARACTERS ? example : example.substring(0, EXAMPLE_CHARACTERS - 1) + "…";
    }

    private static String counted(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    private static String json(Map<String, Object> line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers make JSON", e);
        }
    }
}
