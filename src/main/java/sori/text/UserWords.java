package sori.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sori.text.rules.CleanText;
import sori.text.rules.PlainRule;
import sori.text.rules.Rule;
import sori.text.rules.SayingRule;

/**
 * How a user wants words to be read, line by line: {@code written -> spoken}, or {@code written -> {ARPABET}} with phones of
 * the voice's symbol table. What is written in lower case counts in capitals as well; {@code #} starts a comment line; of two
 * lines for one expression the last counts. Immutable.
 */
public final class UserWords {
    /** No words. */
    public static final UserWords NONE = new UserWords(Map.of());

    private static final String ARROW = "->";

    private final SayingRule rule;

    private UserWords(Map<String, String> spokenByWritten) {
        rule = new SayingRule(spokenByWritten, true);
    }

    /**
     * Reads the lines of a file.
     *
     * @param table the voice's, which tells what phones there are
     * @throws IllegalArgumentException naming the line and what is wrong with it
     */
    public static UserWords parse(List<String> lines, SymbolTable table) {
        Map<String, String> spokenByWritten = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                int arrow = line.indexOf(ARROW);
                String written = arrow < 0
                        ? ""
                        : new CleanText(line.substring(0, arrow)).text().strip();
                String spoken =
                        arrow < 0 ? "" : line.substring(arrow + ARROW.length()).strip();
                if (written.isEmpty() || spoken.isEmpty()) {
                    throw new IllegalArgumentException("line " + number + " is not 'written -> spoken': " + line);
                }
                spokenByWritten.put(written, spoken(spoken, number, table));
            }
        }
        return new UserWords(longestFirst(spokenByWritten));
    }

    public Rule rule() {
        return rule;
    }

    private static String spoken(String spoken, int number, SymbolTable table) {
        if (!spoken.startsWith("{")) {
            String words = PlainRule.spokenWords(spoken);
            if (words.isEmpty()) {
                throw new IllegalArgumentException("line " + number + ": nothing can be said of '" + spoken + "'");
            }
            return words;
        }
        List<String> phones = SymbolEncoder.givenPhones(spoken);
        if (phones.isEmpty()) {
            throw new IllegalArgumentException("line " + number + " has no phones in braces: " + spoken);
        }
        for (String phone : phones) {
            if (!table.contains("@" + phone)) {
                throw new IllegalArgumentException("line " + number + ": the voice has no phone " + phone
                        + "; vowels end in 0 or 1, as in {HH AX0 L OW1}");
            }
        }
        return "{" + String.join(" ", phones) + "}";
    }

    private static Map<String, String> longestFirst(Map<String, String> words) {
        List<Map.Entry<String, String>> entries = new ArrayList<>(words.entrySet());
        entries.sort(Comparator.comparing(entry -> -entry.getKey().length()));
        Map<String, String> sorted = new LinkedHashMap<>();
        entries.forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
