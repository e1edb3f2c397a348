package sori.text.korean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.text.TextTable;

/** The examples of the Standard Pronunciation's articles 8 to 30, and further words of their kinds. */
class StandardPronunciationTest {
    private static final double RIGHT_MIN = 0.99;

    @Test
    void soundsAsTheArticlesSay() {
        List<List<String>> cases = TextTable.rows("korean-pronunciation-cases.tsv");
        List<String> wrong = new ArrayList<>();
        for (List<String> row : cases) {
            String sounds = KoreanPronunciation.of(row.get(0)).replace(" ", "");
            if (!List.of(row.get(1).split("/")).contains(sounds)) {
                wrong.add(row.get(0) + " [" + row.get(1) + "] sounds " + sounds);
            }
        }
        assertThat(cases).hasSizeGreaterThan(300);
        assertThat(1 - (double) wrong.size() / cases.size())
                .as("%d of %d wrong:\n%s", wrong.size(), cases.size(), String.join("\n", wrong))
                .isGreaterThanOrEqualTo(RIGHT_MIN);
    }
}
