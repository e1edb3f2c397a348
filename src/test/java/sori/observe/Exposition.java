package sori.observe;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code /metrics} answers, read. */
final class Exposition {
    private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"");

    private final String text;

    Exposition(String text) {
        this.text = text;
    }

    /** Names of samples, those of histograms with their endings. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.replaceFirst("[{ ].*", "")));
        return names;
    }

    /** The families of our own and Kafka's, as rows of a table. */
    String table() {
        Map<String, String> kinds = new TreeMap<>();
        Map<String, String> helps = new TreeMap<>();
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String line : text.split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                kinds.put(words[2], words[3]);
            } else if (line.startsWith("# HELP ")) {
                helps.put(words[2], words[3]);
            } else if (line.contains("{")) {
                String family = line.substring(0, line.indexOf('{')).replaceFirst("_(bucket|count|sum)$", "");
                LABEL.matcher(line)
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !name.equals("le"))
                        .forEach(name -> labels.computeIfAbsent(family, each -> new TreeSet<>())
                                .add(name));
            }
        }
        StringBuilder table = new StringBuilder("| name | kind | labels | what |\n|---|---|---|---|\n");
        kinds.forEach((name, kind) -> {
            if (name.matches("(sori|kafka)_.*") && !name.endsWith("_max") || name.matches("kafka_.*_max")) {
                table.append("| `" + name + "` | " + kind + " | "
                        + String.join(", ", labels.getOrDefault(name, Set.of())) + " | " + helps.get(name) + " |\n");
            }
        });
        return table.toString();
    }
}
