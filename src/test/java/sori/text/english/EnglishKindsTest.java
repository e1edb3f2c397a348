package sori.text.english;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sori.text.Sentence;
import sori.text.TextTable;

/** What people write, by kind. */
class EnglishKindsTest {
    static Stream<Arguments> cases() {
        return TextTable.rows("english-kinds.tsv").stream()
                .map(row -> Arguments.of(row.get(0), row.get(1), row.size() > 2 ? row.get(2) : ""));
    }

    @ParameterizedTest(name = "{0}: {1} is read {2}")
    @MethodSource("cases")
    void readsTheKind(String kind, String written, String spoken) {
        String line = Sentence.line(new EnglishNormalizer().normalize(written.replace('⏎', '\n')));

        assertThat(line.replaceAll("[^\\p{IsLatin}' ]", "")
                        .replaceAll(" +", " ")
                        .strip()
                        .toLowerCase(Locale.ROOT))
                .as("%s: %s", kind, line)
                .isEqualTo(spoken.toLowerCase(Locale.ROOT));
    }
}
