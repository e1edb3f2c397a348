package sori.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.bench.BenchSizes;
import sori.bench.Benchmarks;
import sori.bench.Workplace;
import sori.cli.options.Console;
import sori.cli.options.Home;
import sori.cli.options.VoiceOptionsMixin;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.soak.BrokerProcess;
import sori.soak.InstanceProcess;
import sori.state.PrivateFolder;
import sori.text.Nearest;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoicePackage;

@Command(
        name = "bench",
        description = {
            "Measure: the reading of text, decoder steps, the acoustic engine, the pipeline through Kafka, and what it does to"
                    + " listeners when another version of the voice is promoted, when three instances are restarted in turn, when records that are refused flood a"
                    + " partition, or when bulk waits; and of conversation: text in parts, and cancelling.",
            "Load, application and broker share this machine; the broker is embedded and has a process of its own. Everything is"
                    + " run for a while before it is measured. Compare figures of one run only."
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WHAT",
            arity = "0..*",
            description =
                    "text, decoder, engine, pipeline, swap, rolling, flood, pipeline.bulk, pipeline.live. Default: all.")
    private List<String> what = new ArrayList<>();

    @Option(names = "--json", description = "Print the figures as JSON, one a line.")
    private boolean json;

    @Option(
            names = "--rate",
            paramLabel = "EVENTS",
            defaultValue = "5",
            description =
                    "Events a second, for the time to first audio at Poisson moments, for swap evenly. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "Events at that rate that are not measured, before those that are. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--utterances",
            paramLabel = "N",
            defaultValue = "100",
            description = "Events at that rate. Default: ${DEFAULT-VALUE}.")
    private int utterances;

    @Option(
            names = "--backlog",
            paramLabel = "N",
            defaultValue = "400",
            description = "Sentences at once, for the throughput. Default: ${DEFAULT-VALUE}.")
    private int backlog;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "For each decoder batch and each text. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--guarantee",
            paramLabel = "WHAT",
            description = "Of the pipeline: ${COMPLETION-CANDIDATES}. Default: both; exactly_once for swap.")
    private @Nullable Guarantee guarantee;

    @Option(
            names = "--swaps",
            paramLabel = "N",
            defaultValue = "30",
            description = "How often swap promotes the other version, every two seconds. Default: ${DEFAULT-VALUE}.")
    private int swaps;

    @Option(
            names = "--flood",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Records to be refused that flood writes to one partition. Default: ${DEFAULT-VALUE}.")
    private int flood;

    @Option(
            names = "--bulk",
            paramLabel = "N",
            defaultValue = "20000",
            description =
                    "Sentences of bulk that wait while pipeline.bulk measures what others hear. Default: ${DEFAULT-VALUE}.")
    private int bulk;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides when events are sent.")
    private long seed;

    @Mixin
    private VoiceOptionsMixin voices;

    @Override
    public Integer call() throws Exception {
        Console console = new Console(spec);
        what.stream()
                .filter(each -> !Benchmarks.titles().contains(each))
                .findFirst()
                .ifPresent(wrong -> {
                    throw new Refusal("'" + wrong + "' is not measured" + Nearest.hint(wrong, Benchmarks.titles())
                            + "; there are " + String.join(", ", Benchmarks.titles()));
                });
        Path parent = PrivateFolder.create(Home.here().state().resolve("bench"));
        Path directory = Files.createTempDirectory(parent, "run-");
        try {
            Benchmarks.run(what, workplace(directory, console));
        } catch (TimeoutException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        } finally {
            delete(directory);
        }
        return 0;
    }

    private Workplace workplace(Path directory, Console console) {
        VoiceCatalog catalog = voices.catalog();
        VoicePackage voice = catalog.ofLanguage(TopologyFile.SPEECH.settings().language()).stream()
                .findFirst()
                .orElseThrow(() -> new Refusal(voices.none()));
        return new Workplace(
                voice,
                catalog,
                voices.options(),
                sizes(),
                guarantee == null ? List.of(Guarantee.EXACTLY_ONCE, Guarantee.AT_LEAST_ONCE) : List.of(guarantee),
                () -> BrokerProcess.start(Sori.class.getName(), directory.resolve("broker")),
                this::startInstance,
                directory.resolve("streams"),
                console::step,
                figure -> console.result(json ? figure.json() : figure.row()));
    }

    private InstanceProcess startInstance(KafkaAccess broker, Path topology, Path state, boolean stays) {
        List<String> run =
                new ArrayList<>(List.of("run", "--topology", topology.toString(), "--bootstrap", broker.bootstrap()));
        run.addAll(voices.arguments());
        if (stays) {
            run.add("--stay");
        }
        return InstanceProcess.start(Sori.class.getName(), state, run);
    }

    private BenchSizes sizes() {
        try {
            return new BenchSizes(rate, warmUp, utterances, backlog, seconds, swaps, flood, bulk, seed);
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()), e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
