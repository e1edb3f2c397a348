package sori.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sori.cli.options.Cluster;
import sori.cli.options.Console;
import sori.cli.options.Home;
import sori.cli.options.PipelineVoices;
import sori.cli.options.StopSignal;
import sori.cli.options.TopologyFiles;
import sori.cli.options.VoiceOptionsMixin;
import sori.kafka.KafkaAccess;
import sori.registry.Registry;
import sori.soak.Soak;
import sori.soak.SoakPlan;
import sori.soak.SoakProcesses;
import sori.stream.RegistryVoices;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;

@Command(
        name = "soak",
        description = {
            "Kill running instances and their broker (kill -9) again and again while they speak, and hold what came out"
                    + " against what was sent: each event once and whole, with the bytes of an undisturbed run. Some texts come in"
                    + " pieces, flushed or not, some are bulk, and some are cancelled at any moment: of these a right beginning, and one end.",
            "Uses a broker of its own; everything lies under the state directory and is removed when all is well. A topology file"
                    + " with wire: confluent has its schema registry asked, where the soak's subjects stay."
        })
final class SoakCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--utterances", paramLabel = "N", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
    private int utterances;

    @Option(
            names = "--kills",
            paramLabel = "K",
            defaultValue = "6",
            description = "One of two or more hits the broker. Default: ${DEFAULT-VALUE}.")
    private int kills;

    @Option(
            names = "--rate",
            paramLabel = "EVENTS",
            defaultValue = "5",
            description = "Events a second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides texts, moments and victims.")
    private long seed;

    @Option(names = "--json", description = "Print the figures as JSON, one a line.")
    private boolean json;

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            split = ",",
            defaultValue = "topologies/speech.yaml",
            description = "One that leads from text to audio, or several joined by topics, divided by commas;"
                    + " with several each has its turn to be killed. Default: ${DEFAULT-VALUE}.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "2",
            description = "Processes for each topology. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Mixin
    private VoiceOptionsMixin voices;

    @Override
    public Integer call() throws Exception {
        Console console = new Console(spec);
        List<TopologyFile> topologies = files.stream().map(TopologyFiles::read).toList();
        List<Path> found = files.stream().map(Home.here()::find).toList();
        SoakPlan plan = new SoakPlan(utterances, kills, rate, seed, found, topologies, instances);
        List<List<String>> applications = found.stream().map(this::run).toList();
        VoiceCatalog local = voices.verified(console, true);
        List<String> violations;
        try (StopSignal stop = StopSignal.install();
                SoakProcesses processes = SoakProcesses.start(
                        Sori.class.getName(), Home.here().state(), applications, instances, console)) {
            SoakVoices spoken = new SoakVoices(voices, local, console, stop);
            Soak soak = new Soak(plan, processes, spoken, console, stop::requested);
            violations = soak.run();
            if (violations.isEmpty()) {
                processes.allIsWell();
            }
            soak.figures(violations.size()).forEach(figure -> console.result(json ? figure.json() : figure.row()));
        }
        violations.stream().limit(20).forEach(console::warn);
        return violations.isEmpty() ? 0 : 1;
    }

    private List<String> run(Path file) {
        List<String> run = new ArrayList<>(List.of("run", "--topology", file.toString()));
        run.addAll(voices.arguments());
        return run;
    }

    /** The voices of this machine, as the options say. */
    private record SoakVoices(VoiceOptionsMixin options, VoiceCatalog local, Console console, StopSignal stop)
            implements Soak.Voices {
        private static Cluster cluster(KafkaAccess kafka) {
            return new Cluster(kafka, Optional.empty());
        }

        @Override
        public void publish(KafkaAccess kafka) throws IOException {
            new PipelineVoices(cluster(kafka), console, stop::requested).publish(local, Registry.EMPTY);
        }

        @Override
        public RegistryVoices join(TopologyFile topology, KafkaAccess kafka) {
            return options.join(topology, local, cluster(kafka), console, stop);
        }
    }
}
