package sori.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.cli.options.Console;
import sori.cli.options.TopologyFiles;
import sori.plot.Png;
import sori.plot.TopologyModel;
import sori.plot.TopologyModel.Arrow;
import sori.plot.TopologyModel.Box;
import sori.plot.TopologyPlot;
import sori.stream.SpeechTopology;
import sori.synthesis.Stage;
import sori.topology.StageTopics;
import sori.topology.TopologyFile;

@Command(
        name = "topology",
        description = "Print what a topology file makes: stages, topics, and how Kafka Streams sees it.")
final class TopologyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "topologies/speech.yaml",
            description = "Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Also draw it.")
    private @Nullable Path plot;

    @Override
    public Integer call() throws IOException {
        TopologyFile topology = TopologyFiles.read(file);
        Console console = new Console(spec);
        console.result("application  " + topology.application());
        console.result("stages       "
                + String.join(
                        " -> ", topology.stages().stream().map(Stage::title).toList()));
        console.result("reads        " + topology.from());
        console.result("writes       " + topology.to());
        console.result("failures     " + topology.failures());
        console.result(
                "control      " + (topology.controlled() ? topology.control() : "none: nothing can be cancelled"));
        console.result("guarantee    " + topology.guarantee().title());
        console.result("");
        SpeechTopology.describe(topology).lines().forEach(console::result);
        if (plot != null) {
            Png.write(draw(topology), plot);
            console.step("drew " + plot);
        }
        return 0;
    }

    private static BufferedImage draw(TopologyFile topology) {
        Box failures = Box.topic(topology.failures());
        List<Box> boxes = new ArrayList<>(List.of(Box.topic(topology.from())));
        List<Arrow> arrows = new ArrayList<>();
        List<Box> taps = new ArrayList<>();
        for (Stage stage : topology.stages()) {
            Box box = Box.stage(topology.application(), stage.title());
            arrows.add(Arrow.between(boxes.get(boxes.size() - 1), box));
            arrows.add(Arrow.between(box, failures));
            if (topology.taps().contains(stage)) {
                Box tap = Box.topic(StageTopics.output(stage).name());
                taps.add(tap);
                arrows.add(Arrow.between(box, tap));
            }
            boxes.add(box);
        }
        Box to = Box.topic(topology.to());
        arrows.add(Arrow.between(boxes.get(boxes.size() - 1), to));
        boxes.add(to);
        boxes.addAll(taps);
        boxes.add(failures);
        if (topology.controlled()) {
            // It reaches every stage; one arrow says so as well as four.
            Box control = Box.topic(topology.control());
            boxes.add(control);
            arrows.add(Arrow.between(control, boxes.get(1)));
        }
        String title = topology.application() + ", " + topology.guarantee().title();
        return TopologyPlot.draw(new TopologyModel(title, boxes, arrows));
    }
}
