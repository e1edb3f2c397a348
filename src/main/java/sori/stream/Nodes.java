package sori.stream;

import java.util.List;
import sori.synthesis.Stage;

/** Names in the topology that processors and builder share. */
final class Nodes {
    /** Turns failure records into bytes; every processor's child. */
    static final String FAILURES = "encode-failures";

    /** Mel and vocode in one node. */
    static final String SPEAK = "speak";

    /** Takes control records in. */
    static final String CONTROL = "control";

    /** What was cancelled. */
    static final String CANCELLED = "cancelled";

    private Nodes() {}

    static String decode(Stage stage) {
        return "decode-" + stage.title();
    }

    static String encode(Stage stage) {
        return "encode-" + stage.title();
    }

    static String source(String topic) {
        return "from-" + topic;
    }

    static String sink(String topic) {
        return "to-" + topic;
    }

    /** Utterances taken on, and their records. Under another name the state of an older release would never be read. */
    static String journal(String node) {
        return (node.equals(SPEAK) ? Stage.MEL.title() : node) + "-journal";
    }

    /** Counts commits. */
    static String commits(String node) {
        return node + "-commits";
    }

    /** Utterances within the duplicate window, and the voices' routes. */
    static String seen() {
        return "normalize-seen";
    }

    /** Texts in parts that are not closed. */
    static String parts() {
        return "normalize-parts";
    }

    /** The stores of a node that the cluster keeps a change log of. */
    static List<String> changelogStores(String node) {
        return node.equals(Stage.NORMALIZE.title()) ? List.of(seen(), parts()) : List.of(journal(node));
    }
}
