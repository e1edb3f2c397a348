package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.ParseResult;

/** No Docker engine is needed here: what can be known of the files without one. */
class ComposeTest {
    private static final String BASE = "docker-compose.yml";
    private static final String GPU = "docker-compose.gpu.yml";

    @ParameterizedTest
    @ValueSource(strings = {BASE, GPU})
    void everyServiceRunsACommandThatExists(String file) throws IOException {
        services(file).forEach((name, service) -> {
            if (service.has("command")) {
                List<String> words = strings(service.get("command"));
                ParseResult parsed = Sori.commandLine().parseArgs(words.toArray(String[]::new));
                assertThat(parsed.hasSubcommand()).as("%s runs %s", name, words).isTrue();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, GPU})
    void everyTopologyFileInACommandExists(String file) throws IOException {
        services(file)
                .forEach((name, service) -> strings(service.path("command")).stream()
                        .filter(word -> word.startsWith("--topology="))
                        .map(word -> word.substring("--topology=".length()))
                        .forEach(path -> assertThat(Path.of(path)).as(name).exists()));
    }

    @Test
    void everyMountIsADeclaredVolumeOrAnExistingFolder() throws IOException {
        JsonNode volumes = read(BASE).path("volumes");
        services(BASE)
                .forEach((name, service) -> strings(service.path("volumes")).forEach(mount -> {
                    String source = mount.substring(0, mount.indexOf(':'));
                    if (source.startsWith(".")) {
                        assertThat(Path.of(source)).as(name).isDirectory();
                    } else {
                        assertThat(volumes.has(source))
                                .as("%s mounts %s", name, source)
                                .isTrue();
                    }
                }));
    }

    @Test
    void servicesDependOnServicesThatExist() throws IOException {
        Map<String, JsonNode> services = services(BASE);
        services.forEach((name, service) -> service.path("depends_on")
                .fieldNames()
                .forEachRemaining(other -> assertThat(services).as(name).containsKey(other)));
    }

    @Test
    void theOverrideChangesServicesOfTheBase() throws IOException {
        assertThat(services(BASE).keySet()).containsAll(services(GPU).keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {BASE, GPU})
    void buildsNameAStageOfTheDockerfile(String file) throws IOException {
        List<String> stages = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
        services(file).forEach((name, service) -> {
            if (service.has("build")) {
                assertThat(Path.of(service.at("/build/dockerfile").asText())).exists();
                assertThat(stages).as(name).contains(service.at("/build/target").asText());
            }
        });
    }

    @Test
    void theDockerfileCopiesWhatIsThere() throws IOException {
        List<String> copies = Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
                .toList();
        assertThat(copies).isNotEmpty();
        for (String copy : copies) {
            List<String> words = List.of(copy.split(" +", -1));
            words.subList(1, words.size() - 1)
                    .forEach(source -> assertThat(Path.of(source)).as(copy).exists());
        }
    }

    /** What starts from an image, and every image that others are made from but the one that builds. */
    @Test
    void nothingRunsAsRoot() throws IOException {
        Map<String, String> users = new TreeMap<>();
        String stage = "";
        for (String line : Files.readAllLines(Path.of("Dockerfile"))) {
            List<String> words = List.of(line.trim().split(" +", -1));
            if (words.get(0).equals("FROM")) {
                stage = words.get(3);
                users.put(stage, users.getOrDefault(words.get(1), "root"));
            } else if (words.get(0).equals("USER")) {
                users.put(stage, words.get(1));
            } else if (words.get(0).equals("ENTRYPOINT")) {
                assertThat(users.get(stage)).as("who starts %s", stage).isEqualTo("sori");
            }
        }
        assertThat(users).containsEntry("pipeline", "sori").containsEntry("trainer", "sori");
        services(BASE).forEach((name, service) -> {
            if (service.has("build")) {
                assertThat(users.get(service.at("/build/target").asText()))
                        .as(name)
                        .isEqualTo("sori");
            }
            assertThat(service.has("user"))
                    .as("%s keeps the image's user", name)
                    .isFalse();
        });
    }

    /** A named volume takes over who owns the folder that it is mounted on. */
    @Test
    void whoRunsOwnsWhereItWrites() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        services(BASE).forEach((name, service) -> {
            if (service.path("image").asText().startsWith("sori")) {
                strings(service.path("volumes")).stream()
                        .filter(mount -> !mount.endsWith(":ro"))
                        .map(mount -> mount.substring(mount.indexOf(':') + 1).replace("/opt/sori/", ""))
                        .forEach(place -> assertThat(dockerfile)
                                .as("%s writes to %s", name, place)
                                .containsPattern("install -d -o sori -g sori .*" + Pattern.quote(place) + "(\\s|$)"));
            }
        });
    }

    private static Map<String, JsonNode> services(String file) throws IOException {
        Map<String, JsonNode> services = new TreeMap<>();
        read(file).get("services").fields().forEachRemaining(entry -> services.put(entry.getKey(), entry.getValue()));
        assertThat(services).isNotEmpty();
        return services;
    }

    /** SnakeYAML knows the merge key, which Compose files use; Jackson does not. */
    private static JsonNode read(String file) throws IOException {
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            return new ObjectMapper().valueToTree(new Yaml().load(in));
        }
    }

    private static List<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
