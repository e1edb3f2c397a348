package sori.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.stream.SpeechTopology;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;

class TopologyFileTest {
    private static final String MINIMUM = "application: a\nstages: [mel]\n";

    @Test
    void readsTheDefaultTopology() throws IOException {
        assertThat(TopologyFile.read(Path.of("topologies/speech.yaml"))).isEqualTo(TopologyFile.SPEECH.withControl());
    }

    @Test
    void joinsTheThreeApplicationsByTheirTopics() throws IOException {
        TopologyFile front = TopologyFile.read(Path.of("topologies/front.yaml"));
        TopologyFile mel = TopologyFile.read(Path.of("topologies/mel.yaml"));
        TopologyFile vocode = TopologyFile.read(Path.of("topologies/vocode.yaml"));
        assertThat(List.of(front.from(), front.to(), mel.from(), mel.to(), vocode.from(), vocode.to()))
                .containsExactly(
                        "speech.text", "speech.symbols", "speech.symbols", "speech.mel", "speech.mel", "speech.audio");
    }

    @Test
    void namesTheEndsAfterTheStages() {
        TopologyFile file = TopologyYaml.parse("application: a\nstages: [embed, mel]\n", "x.yaml");
        assertThat(file.from()).isEqualTo("speech.segments");
        assertThat(file.to()).isEqualTo("speech.mel");
    }

    @Test
    void takesWhatIsLeftOutFromTheDefaults() {
        TopologyFile file = TopologyYaml.parse(MINIMUM + "settings: {pauseMs: 7}\n", "x.yaml");
        assertThat(file.settings().pauseMs()).isEqualTo(7);
        assertThat(file.settings().chunkMs()).isEqualTo(SpeechSettings.DEFAULT.chunkMs());
        assertThat(file.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
    }

    @Test
    void namesWhoseVoicesAreTrusted() {
        assertThat(TopologyYaml.parse(MINIMUM + "models: {trust: keys.pem}\n", "x.yaml")
                        .models())
                .isEqualTo(new ModelSettings("keys.pem", 60, 1L << 30));
        assertThat(TopologyYaml.parse(MINIMUM + "models: {trialSeconds: 5, maxVersionBytes: 300000000}\n", "x.yaml")
                        .models())
                .isEqualTo(new ModelSettings("", 5, 300_000_000));
        assertThatThrownBy(() -> TopologyYaml.parse(MINIMUM + "models: {trialSeconds: 0}\n", "x.yaml"))
                .hasMessageContaining("models.trialSeconds is 0, not in 1..3600");
        assertThatThrownBy(() -> TopologyYaml.parse(MINIMUM + "models: {maxVersionBytes: -1}\n", "x.yaml"))
                .hasMessageContaining("models.maxVersionBytes is -1, less than");
        assertThatThrownBy(() -> TopologyYaml.parse(MINIMUM + "models: {trusted: keys.pem}\n", "x.yaml"))
                .hasMessageContaining("unknown key 'trusted' (did you mean 'trust'?)");
    }

    @Test
    void commitsAsOftenAsTheGuaranteeAsksFor() {
        assertThat(commitInterval("guarantee: at_least_once")).isEqualTo(1000);
        assertThat(commitInterval("guarantee: exactly_once")).isEqualTo(200);
        assertThat(commitInterval("guarantee: exactly_once_v2")).isEqualTo(200);
        assertThat(commitInterval("guarantee: at_least_once\ncommitIntervalMs: 7"))
                .isEqualTo(7);
    }

    private static int commitInterval(String line) {
        return TopologyYaml.parse(MINIMUM + line + "\n", "x.yaml").commitIntervalMs();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            guarante: at_least_once            | unknown key 'guarante' (did you mean 'guarantee'?)
            settings: {pausems: 3}             | unknown key 'pausems' (did you mean 'pauseMs'?)
            settings: {pauseMs: -1}            | pauseMs must be in
            settings: {pauseMs: many}          | pauseMs
            settings: {emoji: nmed}            | settings.emoji: 'nmed' is none of dropped, named (did you mean 'named'?)
            guarantee: exactly_twice           | guarantee: 'exactly_twice' is none of at_least_once, exactly_once (did you mean 'exactly_once'?)
            threads: 0                         | threads must be in
            threads:                           | threads
            from: 'a b'                        | 'a b' is no name
            stages: [mel, embed]               | embed does not follow mel
            stages: [melt]                     | stages: 'melt' is none of normalize, embed, mel, vocode (did you mean 'mel'?)
            stages: []                         | stages must name at least one
            taps: [vocode]                     | taps may name
            wire: confluent                    | wire: confluent needs schemaRegistry
            wire: confluence                   | wire: 'confluence' is none of avro, confluent (did you mean 'confluent'?)
            schemaRegistry: http://r:1         | asked only under wire: confluent
            """)
    void saysWhichKeyBreaksARule(String line, String message) {
        String yaml = line.startsWith("stages") ? "application: a\n" + line : MINIMUM + line;
        assertThatThrownBy(() -> TopologyYaml.parse(yaml, "x.yaml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("x.yaml: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"r:8080", "file:///etc/passwd", "http://u:p@r:8080/", "http://r:8080/?a=b", "http://"})
    void refusesWhatIsNoAddressOfARegistry(String address) {
        String yaml = MINIMUM + "wire: confluent\nschemaRegistry: '" + address + "'\n";
        assertThatThrownBy(() -> TopologyYaml.parse(yaml, "x.yaml"))
                .hasMessageContaining("'" + address + "' is no address of a schema registry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://r:8080", "https://registry.example.com/apis/ccompat/v7", "http://[::1]:8080/"})
    void takesTheAddressOfARegistry(String address) {
        String yaml = MINIMUM + "wire: confluent\nschemaRegistry: '" + address + "'\n";
        assertThat(TopologyYaml.parse(yaml, "x.yaml").schemaRegistry()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "a: [", "stages: [mel]", "application: a"})
    void refusesWhatIsNoTopology(String yaml) {
        assertThatThrownBy(() -> TopologyYaml.parse(yaml, "x.yaml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("x.yaml: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"speech", "front", "mel", "vocode"})
    void buildsTheTopologyThatWasDescribed(String name) throws IOException {
        TopologyFile file = TopologyFile.read(Path.of("topologies", name + ".yaml"));
        String description = SpeechTopology.describe(file);
        Path golden = Path.of("src/test/resources/topologies", name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, description);
        }
        assertThat(description).isEqualTo(Files.readString(golden));
    }

    @Test
    void tapsAnInnerStage() {
        String description = SpeechTopology.describe(TopologyFile.SPEECH.withTap(Stage.MEL));
        assertThat(description).contains("to-speech.mel", "to-speech.audio");
    }
}
