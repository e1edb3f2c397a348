package sori.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each alert is one that Prometheus understands, was tried, and leads to what is to be done. */
class AlertsTest {
    private static final String RUNBOOK = "docs/operations.md";

    private static Set<String> names() throws Exception {
        return DeployFiles.rules().stream()
                .map(rule -> rule.get("alert").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void prometheusUnderstandsThem() throws Exception {
        DeployFiles.needs("promtool");
        String checked = DeployFiles.run("promtool", "check", "rules", "deploy/alerts.yaml");
        assertThat(checked).contains("SUCCESS: " + names().size() + " rules found");
        assertThat(DeployFiles.run("promtool", "test", "rules", "deploy/alerts-test.yaml"))
                .contains("SUCCESS");
    }

    /** Silent where all is well, and loud where it is not. */
    @Test
    void eachHasACase() throws Exception {
        JsonNode cases = new YAMLMapper()
                .readTree(DeployFiles.FOLDER.resolve("alerts-test.yaml").toFile())
                .get("tests");
        Set<String> loud = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        cases.forEach(each -> each.get("alert_rule_test")
                .forEach(at -> (at.path("exp_alerts").isEmpty() ? silent : loud)
                        .add(at.get("alertname").asText())));
        assertThat(loud).isEqualTo(names());
        assertThat(silent).isEqualTo(names());
    }

    @Test
    void eachLeadsToASectionOfTheRunbook() throws Exception {
        Set<String> anchors = Files.readString(Path.of(RUNBOOK))
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(AlertsTest::anchor)
                .collect(Collectors.toSet());
        for (JsonNode rule : DeployFiles.rules()) {
            String url = rule.get("annotations").get("runbook_url").asText();
            assertThat(url).startsWith(RUNBOOK + "#");
            assertThat(anchors).contains(url.substring(RUNBOOK.length() + 1));
            assertThat(rule.get("labels").get("severity").asText()).isIn("warning", "critical");
        }
    }

    /** Whatever a heading is reached by. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
