package sori.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sori.text.english.EnglishNormalizer;
import sori.text.korean.KoreanNormalizer;

/** What docs/reading.md promises by example. */
class ReadingExamplesTest {
    private static final String ENGLISH = "## Classes, by example";
    private static final String KOREAN = "## Korean, by example";

    /** The rows of the table under a heading. */
    private static Stream<List<String>> rows(String heading) throws IOException {
        String page = Files.readString(Path.of("docs", "reading.md"));
        int start = page.indexOf(heading);
        String section = page.substring(start, page.indexOf("\n## ", start));
        return section.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| class"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")));
    }

    static Stream<Arguments> examples() throws IOException {
        Stream<Arguments> english = rows(ENGLISH).map(row -> arguments(row, new EnglishNormalizer()));
        return Stream.concat(english, rows(KOREAN).map(row -> arguments(row, new KoreanNormalizer())));
    }

    private static Arguments arguments(List<String> row, Normalizer normalizer) {
        return Arguments.of(row.get(1), row.get(2), row.get(0), normalizer);
    }

    @ParameterizedTest(name = "{0} is read {1}")
    @MethodSource("examples")
    void readsTheExample(String written, String spoken, String semioticClass, Normalizer normalizer) {
        String line = Sentence.line(normalizer.normalize(written));

        assertThat(line.replaceAll("[.,]$", "").replaceAll("(?<=[가-힣]),", "")).isEqualTo(spoken);
        assertThat(normalizer.explain(written))
                .extracting(Explained::semioticClass)
                .contains(semioticClass);
    }

    @Test
    void showsTheClassesThatTheTaskKnows() throws IOException {
        assertThat(rows(ENGLISH).map(row -> row.get(0)).collect(Collectors.toSet()))
                .contains(
                        "PLAIN",
                        "DATE",
                        "LETTERS",
                        "CARDINAL",
                        "MEASURE",
                        "ORDINAL",
                        "DECIMAL",
                        "MONEY",
                        "ELECTRONIC",
                        "TELEPHONE",
                        "TIME",
                        "FRACTION",
                        "ADDRESS",
                        "ROMAN",
                        "RANGE");
    }
}
