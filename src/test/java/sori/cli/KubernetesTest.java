package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParseResult;
import sori.cluster.TopicSettings;
import sori.deploy.DeployFiles;
import sori.deploy.StrictManifests;
import sori.deploy.WrongManifests;
import sori.synthesis.Stage;
import sori.topology.TopologyFile;

/** What `kubectl kustomize` makes of the files: what can be known of it without a cluster. */
class KubernetesTest {
    private static final Set<String> SERVED = Set.of("/metrics", "/health/live", "/health/ready", "/info");

    @TempDir
    private Path folder;

    private static List<JsonNode> built(String overlay) throws Exception {
        DeployFiles.needsKustomize();
        String yaml = DeployFiles.run("kubectl", "kustomize", "deploy/kubernetes/" + overlay);
        List<JsonNode> all = new ArrayList<>();
        YAMLMapper mapper = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                mapper.readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<JsonNode> of(List<JsonNode> all, String kind) {
        return all.stream()
                .filter(each -> each.get("kind").asText().equals(kind))
                .toList();
    }

    private static List<JsonNode> list(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    private static JsonNode named(List<JsonNode> all, String name) {
        return all.stream()
                .filter(each -> each.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing is called " + name));
    }

    private static JsonNode container(JsonNode set) {
        return set.at("/spec/template/spec/containers/0");
    }

    /** The topology file that a pod of a set reads. */
    private TopologyFile topology(List<JsonNode> all, JsonNode set) throws Exception {
        String map = list(set.at("/spec/template/spec/volumes")).stream()
                .filter(volume -> volume.has("configMap"))
                .map(volume -> volume.at("/configMap/name").asText())
                .findFirst()
                .orElseThrow();
        String yaml = named(of(all, "ConfigMap"), map).at("/data/topology.yaml").asText();
        return TopologyFile.read(Files.writeString(folder.resolve(map + ".yaml"), yaml));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "staged"})
    void aClusterKnowsEachFieldAndItsType(String overlay) throws Exception {
        List<JsonNode> all = built(overlay);
        assertThat(all).isNotEmpty();
        for (JsonNode manifest : all) {
            assertThatCode(() -> StrictManifests.check(manifest))
                    .as(manifest.at("/kind") + " " + manifest.at("/metadata/name"))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void eachFieldThatIsMisspeltOrHoldsSomethingElseIsRefused() throws Exception {
        int tried = 0;
        for (JsonNode manifest : built("single")) {
            for (JsonNode wrong : WrongManifests.of(manifest)) {
                tried++;
                assertThat(catchThrowable(() -> StrictManifests.check(wrong)))
                        .as(wrong.toString())
                        .isNotNull();
            }
        }
        assertThat(tried).isGreaterThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "staged"})
    void everyPodRunsACommandThatExistsAndMountsWhatIsThere(String overlay) throws Exception {
        List<JsonNode> all = built(overlay);
        for (JsonNode set : of(all, "StatefulSet")) {
            List<String> words = list(container(set).get("args")).stream()
                    .map(JsonNode::asText)
                    .toList();
            ParseResult parsed = Sori.commandLine().parseArgs(words.toArray(String[]::new));
            assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("run");
            Set<String> volumes = list(set.at("/spec/template/spec/volumes")).stream()
                    .map(volume -> volume.get("name").asText())
                    .collect(Collectors.toSet());
            list(set.at("/spec/volumeClaimTemplates"))
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
            for (JsonNode mount : container(set).get("volumeMounts")) {
                assertThat(volumes).contains(mount.get("name").asText());
            }
            String secret = list(set.at("/spec/template/spec/volumes")).stream()
                    .map(volume -> volume.at("/secret/secretName").asText())
                    .filter(name -> !name.isEmpty())
                    .findFirst()
                    .orElseThrow();
            assertThat(named(of(all, "Secret"), secret).at("/data").has("client.properties"))
                    .isTrue();
        }
    }

    /** Otherwise a pod never becomes ready, or is killed. */
    @ParameterizedTest
    @ValueSource(strings = {"single", "staged"})
    void probesAskWhatIsServedWhereItIsServed(String overlay) throws Exception {
        List<JsonNode> all = built(overlay);
        for (JsonNode set : of(all, "StatefulSet")) {
            TopologyFile file = topology(all, set);
            assertThat(file.metrics().host()).isEqualTo("0.0.0.0");
            JsonNode port = container(set).at("/ports/0");
            assertThat(port.get("containerPort").asInt())
                    .isEqualTo(file.metrics().port());
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode get = container(set).get(probe).get("httpGet");
                assertThat(get.get("port").asText()).isEqualTo(port.get("name").asText());
                assertThat(SERVED).contains(get.get("path").asText());
                assertThat(get.get("path").asText().endsWith("ready")).isEqualTo(probe.equals("readinessProbe"));
            }
            JsonNode annotations = set.at("/spec/template/metadata/annotations");
            assertThat(SERVED).contains(annotations.get("prometheus.io/path").asText());
            assertThat(annotations.get("prometheus.io/port").asInt())
                    .isEqualTo(file.metrics().port());
        }
    }

    @Test
    void theStagesAreThoseOfTheTopologyFiles() throws Exception {
        List<JsonNode> staged = built("staged");
        List<JsonNode> single = built("single");
        sameAs(topology(single, of(single, "StatefulSet").get(0)), "speech");
        for (String name : List.of("front", "mel", "vocode")) {
            sameAs(topology(staged, named(of(staged, "StatefulSet"), name + "-sori")), name);
        }
    }

    private static void sameAs(TopologyFile deployed, String name) throws Exception {
        TopologyFile usual = TopologyFile.read(Path.of("topologies", name + ".yaml"));
        assertThat(deployed.toBuilder().metrics(usual.metrics()).build()).isEqualTo(usual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "staged"})
    void podsAreNobodyInParticularAndWriteWhereTheyMayOnly(String overlay) throws Exception {
        for (JsonNode set : of(built(overlay), "StatefulSet")) {
            JsonNode pod = set.at("/spec/template/spec");
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(10001);
            assertThat(Files.readString(Path.of("Dockerfile"))).contains("--uid 10001");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            JsonNode security = container(set).get("securityContext");
            assertThat(security.get("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(security.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(list(security.at("/capabilities/drop")))
                    .extracting(JsonNode::asText)
                    .containsExactly("ALL");
            // What Sori writes is in its state folder, and that is on the volume that outlives the pod.
            String state = container(set).at("/env/0/value").asText().replace("-Dsori.state=", "");
            assertThat(list(container(set).get("volumeMounts")))
                    .anyMatch(mount -> mount.get("name").asText().equals("state")
                            && state.startsWith(mount.get("mountPath").asText() + "/"));
            // Longer than the process gives itself.
            assertThat(pod.get("terminationGracePeriodSeconds").asInt()).isGreaterThan(45);
            assertThat(container(set).at("/resources/requests/memory"))
                    .isEqualTo(container(set).at("/resources/limits/memory"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "staged"})
    void disruptionsPoliciesAndServicesMeanTheirOwnPods(String overlay) throws Exception {
        List<JsonNode> all = built(overlay);
        for (JsonNode set : of(all, "StatefulSet")) {
            String name = set.at("/metadata/name").asText();
            JsonNode labels = set.at("/spec/template/metadata/labels");
            JsonNode budget = named(of(all, "PodDisruptionBudget"), name);
            assertThat(budget.at("/spec/maxUnavailable").asInt()).isEqualTo(1);
            assertThat(budget.at("/spec/selector/matchLabels")).isEqualTo(labels);
            assertThat(named(of(all, "NetworkPolicy"), name).at("/spec/podSelector/matchLabels"))
                    .isEqualTo(labels);
            assertThat(named(of(all, "Service"), name).at("/spec/selector")).isEqualTo(labels);
            assertThat(set.at("/spec/serviceName").asText()).isEqualTo(name);
            assertThat(set.at("/spec/selector/matchLabels")).isEqualTo(labels);
        }
        assertThat(of(all, "PodDisruptionBudget")).hasSameSizeAs(of(all, "StatefulSet"));
    }

    /** By the node that holds the journal of what speaks there, and no further than there are partitions. */
    @ParameterizedTest
    @ValueSource(strings = {"single", "staged"})
    void whatSpeaksIsScaledByItsOwnUnspokenSeconds(String overlay) throws Exception {
        List<JsonNode> all = built(overlay);
        for (JsonNode set : of(all, "StatefulSet")) {
            String name = set.at("/metadata/name").asText();
            List<Stage> stages = topology(all, set).stages();
            List<JsonNode> scalers = of(all, "ScaledObject").stream()
                    .filter(each ->
                            each.at("/spec/scaleTargetRef/name").asText().equals(name))
                    .toList();
            boolean speaks = stages.contains(Stage.MEL) || stages.contains(Stage.VOCODE);
            assertThat(scalers).hasSize(speaks ? 1 : 0);
            if (speaks) {
                JsonNode scaler = scalers.get(0);
                String node = stages.size() > 1 ? "speak" : stages.get(0).title();
                assertThat(list(scaler.at("/spec/triggers")))
                        .hasSize(2)
                        .allMatch(trigger -> trigger.at("/metadata/query")
                                .asText()
                                .startsWith("sum(sori_unspoken_seconds{stage=\"" + node + "\", "));
                assertThat(scaler.at("/spec/maxReplicaCount").asInt())
                        .isLessThanOrEqualTo(TopicSettings.DEFAULT.partitions());
                assertThat(scaler.at("/spec/minReplicaCount").asInt())
                        .isEqualTo(set.at("/spec/replicas").asInt());
            }
        }
    }
}
