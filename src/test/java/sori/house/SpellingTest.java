package sori.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** British words with -ize, as Oxford's dictionaries spell them, in code and documents. */
class SpellingTest {
    /** Words that are spelled another way here; published names (CSS's color, a manifest's license) are none of them. */
    private static final Pattern OTHER_WAY = Pattern.compile(
            "(normal|recogn|organ|serial|initial|optim|quant|capital|author|final|minim|token|real|general)"
                    + "is(e|es|ed|er|ers|ing|ation)(?![a-z])|behavior(?!:)|\\bneighbor|canceled|canceling|labeled|\\bgray\\b|judgment"
                    + "|modeling\\b|traveling|analyz");

    /** What people write is read in every spelling, and tests hold it; KEDA names its fields itself. */
    private static final List<String> WRITTEN_BY_OTHERS =
            List.of("/text/", "/house/", "package-lock.json", "node_modules", "/ScaledObject.java");

    @Test
    void isTheSameEverywhere() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (String root : List.of(
                "src/main/java", "src/test/java", "docs", "clients", "examples", "schemas", "topologies", "deploy")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.filter(SpellingTest::isOurs)
                        .forEach(file -> OTHER_WAY
                                .matcher(read(file))
                                .results()
                                .map(MatchResult::group)
                                .forEach(word -> found.add(file + ": " + word)));
            }
        }
        assertThat(found).isEmpty();
    }

    private static boolean isOurs(Path file) {
        String name = file.toString();
        return name.matches(".*\\.(java|md|avsc|yaml|py|ts|js)")
                && WRITTEN_BY_OTHERS.stream().noneMatch(name::contains);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
