package sori.cli;

import java.nio.file.Path;
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
            description = "One of them, if there are two or more, hits the broker. Default: ${DEFAULT-VALUE}.")
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
        if (utterances < 1 || kills < 0 || rate <= 0) {
            throw new Refusal("at least one utterance, no fewer than no kills, and a rate above 0 are needed");
        }
        if (topology.stages().size() != Stage.values().length) {
            throw new Refusal(file + " does not lead from text to audio");
        }
        Soak.Plan plan = new Soak.Plan(utterances, kills, rate, seed, Home.here().find(file), topology);
        List<String> violations;
        try (StopSignal stop = StopSignal.install();
                Soak soak = Soak.open(plan, voices, console)) {
            violations = soak.run(stop);
            soak.figures().forEach(figure -> console.result(json ? figure.json() : figure.row()));
        }
        violations.stream().limit(20).forEach(console::warn);
        return violations.isEmpty() ? 0 : 1;
    }
}
