package sori.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sori.stream.TopologyFile;

@Command(
        name = "soak",
        description = {
            "Kill running instances and their broker (kill -9) again and again while they speak, and hold what came out"
                    + " against what was sent: each event once and whole, with the bytes of an undisturbed run.",
            "Uses a broker of its own; everything lies under the state directory and is removed when all is well."
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
        List<String> violations;
        try (StopSignal stop = StopSignal.install();
                SoakProcesses processes = SoakProcesses.start(applications, instances, console)) {
            Soak soak = new Soak(plan, processes, voices, console, stop);
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
}
