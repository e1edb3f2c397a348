package sori.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What {@code deploy/} holds, and the programs that judge it. */
public final class DeployFiles {
    static final Path FOLDER = Path.of("deploy");

    /** Functions, keywords and labels of PromQL are shorter words, or have no underscore in front of a unit. */
    private static final Pattern METRIC = Pattern.compile("\\b(?:sori|kafka|jvm|process|system)_[a-z0-9_]+\\b");

    private DeployFiles() {}

    static JsonNode alerts() throws IOException {
        return new YAMLMapper().readTree(FOLDER.resolve("alerts.yaml").toFile());
    }

    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        alerts().get("groups").forEach(group -> group.get("rules").forEach(rules::add));
        return rules;
    }

    /** Every metric that alerts, the dashboard or the scaling ask for. */
    public static Set<String> metricsAskedFor() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : rules()) {
            add(names, rule.get("expr").asText());
        }
        for (JsonNode panel : new ObjectMapper()
                .readTree(FOLDER.resolve("grafana.json").toFile())
                .get("panels")) {
            panel.path("targets")
                    .forEach(target -> add(names, target.get("expr").asText()));
        }
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(each -> each.toString().contains("kubernetes") && Files.isRegularFile(each))
                    .toList()) {
                Files.readString(file)
                        .lines()
                        .filter(line -> line.contains("query:"))
                        .forEach(line -> add(names, line));
            }
        }
        assertThat(names).hasSizeGreaterThan(20);
        return names;
    }

    private static void add(Set<String> names, String expression) {
        Matcher metrics = METRIC.matcher(expression);
        while (metrics.find()) {
            names.add(metrics.group());
        }
    }

    /** Skips a test where a program is missing, but never where everything is said to be there. */
    public static void needs(String program) {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(there, program + " is not installed; .ci/run installs it");
        }
        assertThat(there).as(program + " on the PATH").isTrue();
    }

    /** The same for a kubectl that builds today's kustomizations, as those before 1.21 don't. */
    public static void needsKustomize() throws Exception {
        needs("kubectl");
        boolean today = run("kubectl", "kustomize", "--help").contains("KRM");
        if (System.getenv("CI") == null) {
            Assumptions.assumeTrue(today, "kubectl is older than 1.21; .ci/run installs a newer one");
        }
        assertThat(today).as("a kubectl of 1.21 or newer").isTrue();
    }

    /** What a program prints, which must end well. */
    public static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
