package sori.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sori.config.Refusal;
import sori.topology.MetricsSettings;
import sori.topology.TopologyFile;
import sori.topology.TracingSettings;

class WatchOptionsTest {
    private static final TopologyFile FILE = TopologyFile.SPEECH.toBuilder()
            .metrics(new MetricsSettings(9404, "0.0.0.0"))
            .tracing(new TracingSettings("http://collector:4318", 0.1))
            .build();

    @Command
    private static final class Watched {
        @Mixin
        private WatchOptions watch;
    }

    private static TopologyFile applied(TopologyFile file, String... words) {
        Watched watched = new Watched();
        new CommandLine(watched).parseArgs(words);
        return watched.watch.applied(file);
    }

    @Test
    void whatIsNotSaidStaysAsTheFileHasIt() {
        assertThat(applied(FILE)).isEqualTo(FILE);
        assertThat(applied(TopologyFile.SPEECH)).isEqualTo(TopologyFile.SPEECH);
    }

    @ParameterizedTest
    @CsvSource({
        "--otlp http://127.0.0.1:4318, http://127.0.0.1:4318, 0.1",
        "--otlp https://x/otlp --otlp-ratio 1, https://x/otlp, 1",
        "--otlp-ratio 0.5, http://collector:4318, 0.5",
        "--otlp none, '', 0.1"
    })
    void optionsStandInPlaceOfTheFiles(String options, String endpoint, double ratio) {
        TopologyFile topology = applied(FILE, options.split(" "));
        assertThat(topology)
                .isEqualTo(FILE.toBuilder()
                        .tracing(new TracingSettings(endpoint, ratio))
                        .build());
    }

    @Test
    void thePortIsTheFilesHosts() {
        assertThat(applied(FILE, "--metrics-port", "0").metrics()).isEqualTo(new MetricsSettings(0, "0.0.0.0"));
    }

    @Test
    void withoutAFilesWordAllTracesAreSent() {
        assertThat(applied(TopologyFile.SPEECH, "--otlp", "http://127.0.0.1:4318")
                        .tracing())
                .isEqualTo(new TracingSettings("http://127.0.0.1:4318", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--otlp localhost:4318",
                "--otlp ftp://collector",
                "--otlp=",
                "--otlp http://127.0.0.1:4318 --otlp-ratio 1.5",
                "--otlp http://127.0.0.1:4318 --otlp-ratio -0.1",
                "--otlp http://127.0.0.1:4318 --otlp-ratio NaN",
                "--otlp none --otlp-ratio 0.5",
                "--otlp-ratio 0.5",
                "--metrics-port 70000",
                "--metrics-port -1"
            })
    void whatCannotBeIsRefusedByItsName(String options) {
        String[] words = options.split(" ");
        String wrong = words[words.length - 2 < 0 ? 0 : words.length - 2].replace("=", "");
        assertThatThrownBy(() -> applied(TopologyFile.SPEECH, words))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(wrong);
    }
}
