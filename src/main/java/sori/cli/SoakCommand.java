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
import sori.stream.Stage;
import sori.stream.TopologyFile;

@Command(
        name = "soak",
        description = {
            "Kill two running instances and their broker (kill -9) again and again while they speak, and hold what came out"
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
            defaultValue = "topologies/speech.yaml",
            description = "Must lead from text to audio. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Mixin
    private VoiceOptionsMixin voices;

    @Override
    public Integer call() throws Exception {
        Console console = new Console(spec);
        TopologyFile topology = TopologyFiles.read(file);
        if (topology.stages().size() != Stage.values().length) {
            throw new Refusal(file + " does not lead from text to audio");
        }
        Path found = Home.here().find(file);
        SoakPlan plan = new SoakPlan(utterances, kills, rate, seed, found, topology);
        List<String> run = new ArrayList<>(List.of("run", "--topology", found.toString()));
        run.addAll(voices.arguments());
        List<String> violations;
        try (StopSignal stop = StopSignal.install();
                SoakProcesses processes = SoakProcesses.start(run, console)) {
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
}
