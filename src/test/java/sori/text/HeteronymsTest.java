package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of words of two pronunciations. */
class HeteronymsTest {
    private static final Set<String> TAGS = Set.of("NOUN", "VERB", "ADJ", "ADV", "PROPN", "AUX", "CAPITAL", "*", "-");

    @Test
    void everyRowHasKnownTagsAndPhonesOfTheEnglishTable() {
        SymbolTable table = SymbolTable.english();
        for (List<String> row : TextTable.rows("heteronyms.tsv")) {
            assertThat(row).as("%s", row).hasSize(6);
            assertThat(TAGS).as("%s", row).contains(row.get(2).split(" "));
            assertThat(row.get(4).split(" ")).as("%s", row).allMatch(phone -> table.contains("@" + phone));
        }
    }

    @Test
    void oneSenseHasOnePronunciationAndOneWordSeveralSenses() {
        Map<String, String> phones = new HashMap<>();
        Map<String, Set<String>> senses = new HashMap<>();
        for (List<String> row : TextTable.rows("heteronyms.tsv")) {
            String before = phones.put(row.get(0) + " " + row.get(1), row.get(4));
            assertThat(before == null || before.equals(row.get(4)))
                    .as("%s", row)
                    .isTrue();
            senses.computeIfAbsent(row.get(0), word -> new HashSet<>()).add(row.get(1));
        }
        senses.keySet().removeAll(Set.of("résumé", "résumés", "contents")); // one sense, whatever the dictionary says
        assertThat(senses.values()).allMatch(each -> each.size() > 1);
    }
}
