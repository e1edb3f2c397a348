package sori.topology;

import java.util.List;
import sori.synthesis.Stage;

/** Names in the topology that processors and builder share. */
public final class Nodes {
    /** Turns failure records into bytes; every processor's child. */
    public static final String FAILURES = "encode-failures";

    /** Mel and vocode in one node. */
    public static final String SPEAK = "speak";

    /** Takes control records in. */
    public static final String CONTROL = "control";

    /** What was cancelled. */
    public static final String CANCELLED = "cancelled";

    private Nodes() {}

    public static String decode(Stage stage) {
        return "decode-" + stage.title();
    }

    public static String encode(Stage stage) {
        return "encode-" + stage.title();
    }

    public static String source(String topic) {
        return "from-" + topic;
    }

    public static String sink(String topic) {
        return "to-" + topic;
    }

    /** Utterances taken on, and their records. Under another name the state of an older release would never be read. */
    public static String journal(String node) {
        return (node.equals(SPEAK) ? Stage.MEL.title() : node) + "-journal";
    }

    /** Counts commits. */
    public static String commits(String node) {
        return node + "-commits";
    }

    /** Utterances within the duplicate window, and the voices' routes. */
    public static String seen() {
        return "normalize-seen";
    }

    /** Texts in parts that are not closed. */
    public static String parts() {
        return "normalize-parts";
    }

    /** The stores of a node that the cluster keeps a change log of. */
    public static List<String> changelogStores(String node) {
        return node.equals(Stage.NORMALIZE.title()) ? List.of(seen(), parts()) : List.of(journal(node));
    }
}
