package sori.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Words that are spelled alike and pronounced differently, from {@code heteronyms.tsv}: to lead, and the metal. */
public final class Heteronyms {
    /**
     * A pronunciation and what chooses it.
     *
     * @param name the same in several rows where it is chosen in several ways
     * @param tags parts of speech of Universal Dependencies, such as {@code VERB}; none where rules of the code choose
     * @param near words of which one must be in the same sentence; none where nothing is asked
     * @param phones ARPAbet as in a {@link Lexicon}
     */
    public record Sense(String name, Set<String> tags, Set<String> near, List<String> phones) {}

    private static final Map<String, List<Sense>> SENSES = senses();

    private Heteronyms() {}

    /** The senses of a word in lower case, in the table's order; none if it has one pronunciation. */
    public static List<Sense> of(String word) {
        return SENSES.getOrDefault(word, List.of());
    }

    /** The phones of a word in a sense; empty if the table doesn't have them. */
    static Optional<List<String>> phones(String word, String sense) {
        return sense.isEmpty()
                ? Optional.empty()
                : of(word).stream()
                        .filter(each -> each.name().equals(sense))
                        .map(Sense::phones)
                        .findFirst();
    }

    private static Map<String, List<Sense>> senses() {
        Map<String, List<Sense>> senses = new HashMap<>();
        for (List<String> row : TextTable.rows("heteronyms.tsv")) {
            Sense sense = new Sense(
                    row.get(1),
                    words(row.get(2)),
                    words(row.get(3)),
                    List.of(row.get(4).split(" ")));
            senses.computeIfAbsent(row.get(0), word -> new ArrayList<>()).add(sense);
        }
        return senses;
    }

    private static Set<String> words(String column) {
        return column.equals("-") ? Set.of() : Set.of(column.split(" "));
    }
}
