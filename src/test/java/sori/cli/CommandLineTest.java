package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        CommandLine line = Sori.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    @ParameterizedTest
    @CsvSource({"sya, say", "pulish, publish", "topolgy, topology", "doctr, doctor"})
    void aMisspeltCommandNamesTheRightOne(String wrong, String right) {
        assertThat(run(wrong)).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean '" + right + "'?");
    }

    @Test
    void aMisspeltOptionNamesTheRightOne() {
        assertThat(run("say", "One.", "--otu", "a.wav")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean '--out'?");
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void aMisspeltBenchmarkNamesTheRightOne() {
        assertThat(run("bench", "text", "pipelin")).isEqualTo(1);
        assertThat(err.toString()).contains("'pipelin' is not measured (did you mean 'pipeline'?); there are ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void whatCannotBeMeasuredIsRefusedBeforeAnythingStarts() {
        assertThat(run("bench", "text", "--seconds", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("must be positive");
    }

    @Test
    void aMissingTopologyFileIsOneClearLine() {
        assertThat(run("topology", "topologies/none.yaml")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("sori: there is no topology file topologies/none.yaml");
    }

    @Test
    void aMisspeltTopologyFileNamesTheRightOne() {
        assertThat(run("topics", "plan", "--topology", "topologies/speach.yaml"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("did you mean 'speech.yaml'?");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aMisspeltOptionWithAValueNamesTheRightOne() {
        assertThat(run("run", "--bootstap=localhost:1")).isEqualTo(2);
        assertThat(err.toString()).contains("knows no option '--bootstap' (did you mean '--bootstrap'?)");
    }

    @Test
    void aTextWithoutQuotesIsExplained() {
        assertThat(run("say", "One", "two.")).isEqualTo(2);
        assertThat(err.toString()).contains("'two.' is one argument too many", "quoted");
    }

    @ParameterizedTest
    @CsvSource({"nowhere, nowhere", "nowhere.invalid:9092, nowhere.invalid"})
    void anAddressThatCannotBeIsOneClearLine(String address, String named) {
        assertThat(run("topics", "check", "--bootstrap", address)).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains(named, "cannot be asked: ");
        assertThat(err.toString()).doesNotContain("Exception");
    }

    @Test
    void aMisspeltKafkaPropertyNamesTheRightOne(@TempDir Path folder) throws IOException {
        Path config = folder.resolve("client.properties");
        Files.writeString(
                config, "bootstrap.servers=nowhere\nsasl.mechansim=PLAIN\nmain.consumer.max.poll.records=10\n");
        run("topics", "check", "--kafka-config", config.toString());
        assertThat(err.toString().lines().filter(line -> line.contains("no Kafka client knows")))
                .singleElement()
                .asString()
                .contains("'sasl.mechansim' (did you mean 'sasl.mechanism'?)");
    }

    @Test
    void withoutACommandTheCommandsAreListed() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("publish", "doctor", "a command is missing");
    }

    @Test
    void withoutAVoiceSayEndsBeforeKafkaStarts() {
        assertThat(run("say", "One.", "--models", "no-such-folder")).isEqualTo(1);
        assertThat(err.toString()).contains("no usable voice", "no-such-folder").doesNotContain("Kafka");
    }

    @Test
    void sayNeedsATopologyFromTextToAudio() {
        assertThat(run("say", "One.", "--topology", "topologies/front.yaml")).isEqualTo(1);
        assertThat(err.toString()).contains("leads from speech.text to speech.symbols");
    }

    @Test
    void aKafkaConfigurationWithoutServersIsRefused() {
        assertThat(run("topics", "check", "--kafka-config", "pom.xml")).isEqualTo(1);
        assertThat(err.toString()).contains("bootstrap.servers");
    }

    @Test
    void theTopicPlanNeedsNoCluster() {
        assertThat(run("topics", "plan", "--partitions", "4")).isZero();
        assertThat(out.toString()).contains("speech.text", "speech.audio", "speech.failures", "-changelog");
    }

    @Test
    void aTopologyIsDescribed() {
        assertThat(run("topology", "topologies/front.yaml")).isZero();
        assertThat(out.toString()).contains("normalize -> embed", "speech.symbols", "Sub-topology: 0");
    }

    @Test
    void aTextComesFromTheCommandLineOrFromStandardInput() {
        assertThat(run("say")).isEqualTo(2);
        assertThat(run("say", "One.", "--live")).isEqualTo(2);
        assertThat(err.toString())
                .contains("a text to speak is missing", "with --live the text comes from standard input");
    }

    @ParameterizedTest
    @CsvSource({
        "--priority, bulky, did you mean 'bulk'",
        "--cut, comma, not one of sentence, clause",
        "--ahead-ms, 5, neither 0 nor in 100"
    })
    void whatASpeakingOptionLacksIsSaidBeforeKafkaStarts(String option, String value, String said) {
        assertThat(run("publish", "README.md", "--bootstrap", "nowhere", option, value))
                .isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains(said.replace(';', ','));
    }

    @Test
    void cancellingNeedsToKnowWhat() {
        assertThat(run("cancel", "--reason", "enough")).isEqualTo(2);
        assertThat(err.toString()).contains("name what to cancel");
    }
}
