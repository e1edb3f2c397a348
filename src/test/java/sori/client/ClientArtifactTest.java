package sori.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client is built by a pom.xml of its own, as it has other dependencies; what both say is the same. */
class ClientArtifactTest {
    private static String first(Path pom, String element) throws IOException {
        Matcher matcher = Pattern.compile("<" + element + ">([^<]+)</").matcher(Files.readString(pom));
        assertThat(matcher.find()).as(pom + ": " + element).isTrue();
        return matcher.group(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "groupId",
                "version",
                "maven.compiler.release",
                "project.build.outputTimestamp",
                "avro.version",
                "jspecify.version",
                "kafka.version"
            })
    void isOfThisRelease(String element) throws IOException {
        assertThat(first(Path.of("clients/java/pom.xml"), element)).isEqualTo(first(Path.of("pom.xml"), element));
    }
}
