package sori.text.english.senses;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sori.text.SpokenWord;
import sori.text.TextTable;
import sori.text.english.EnglishNormalizer;

/** Words of two pronunciations, in sentences that were written before the rules. */
class EnglishSensesTest {
    private static final Pattern MEANT = Pattern.compile("([\\p{L}]+)\\{([A-Za-z]+)}");
    private static final double RIGHT_MIN = 0.97;

    private final EnglishNormalizer normalizer = new EnglishNormalizer();

    @Test
    void choosesWhatASentenceMeans() {
        List<String> wrong = new ArrayList<>();
        int words = 0;
        for (List<String> row : TextTable.rows("heteronym-sentences.tsv")) {
            String marked = row.get(0);
            String written = MEANT.matcher(marked).replaceAll("$1");
            Matcher meant = MEANT.matcher(marked);
            int shift = 0;
            while (meant.find()) {
                words++;
                int start = meant.start() - shift;
                shift += meant.end() - meant.start() - meant.group(1).length();
                String sense = sense(written, start);
                if (!sense.equals(meant.group(2))) {
                    wrong.add(sense + " for " + marked);
                }
            }
        }
        assertThat(words).isGreaterThan(200);
        assertThat(1 - (double) wrong.size() / words)
                .as("%d of %d wrong:\n%s", wrong.size(), words, String.join("\n", wrong))
                .isGreaterThanOrEqualTo(RIGHT_MIN);
    }

    private String sense(String written, int start) {
        return normalizer.normalize(written).stream()
                .flatMap(sentence -> sentence.words().stream())
                .filter(word -> word.sourceStart() == start)
                .map(SpokenWord::sense)
                .collect(Collectors.joining());
    }
}
