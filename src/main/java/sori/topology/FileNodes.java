package sori.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sori.synthesis.Stage;

/** The nodes that do the work of one topology file's stages, and who follows whom. */
public record FileNodes(TopologyFile file) {
    /** In the order in which records pass them. */
    public List<String> all() {
        List<String> nodes = new ArrayList<>();
        for (Stage stage : file.stages()) {
            if (!nodes.contains(of(stage))) {
                nodes.add(of(stage));
            }
        }
        return nodes;
    }

    /**
     * Whether mel and vocode are one node. Not with a tap between them: what is spoken again for the audio after a restart would be in the
     * tap twice.
     */
    public boolean speaks() {
        return file.stages().containsAll(List.of(Stage.MEL, Stage.VOCODE))
                && !file.taps().contains(Stage.MEL);
    }

    /** The one that does a stage's work. */
    public String of(Stage stage) {
        return speaks() && (stage == Stage.MEL || stage == Stage.VOCODE) ? Nodes.SPEAK : stage.title();
    }

    /** Those that take the results of the stage that a node ends with. */
    public List<String> after(Stage stage) {
        int index = file.stages().indexOf(stage);
        List<String> next = new ArrayList<>();
        if (index + 1 < file.stages().size()) {
            next.add(of(file.stages().get(index + 1)));
            if (file.taps().contains(stage)) {
                next.add(Nodes.encode(stage));
            }
        } else {
            next.add(Nodes.encode(stage));
        }
        return next;
    }

    /** Those that look at what was cancelled. */
    public String[] cancelling() {
        List<String> nodes = new ArrayList<>(all());
        nodes.add(Nodes.CONTROL);
        return nodes.toArray(String[]::new);
    }

    /** The state stores that the cluster keeps a change log of. */
    public List<String> changelogStores() {
        Stream<String> shared = file.controlled() ? Stream.of(Nodes.CANCELLED) : Stream.empty();
        return Stream.concat(all().stream().flatMap(node -> Nodes.changelogStores(node).stream()), shared)
                .toList();
    }
}
