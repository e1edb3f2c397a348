package sori.stream;

import java.util.List;

/** Names in the topology that processors and builder share. */
final class Nodes {
    /** Turns failure records into bytes; every processor's child. */
    static final String FAILURES = "encode-failures";

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

    /** Utterances taken on, and their records. */
    static String journal(Stage stage) {
        return stage.title() + "-journal";
    }

    /** Counts commits. */
    static String commits(Stage stage) {
        return stage.title() + "-commits";
    }

    /** Between a mel stage and the vocode stage joined to it. */
    static String joint() {
        return "mel-vocode";
    }

    /** Utterances within the duplicate window, and the voices' routes. */
    static String seen() {
        return "normalize-seen";
    }

    /** The stores of a stage that the cluster keeps a change log of. */
    static List<String> changelogStores(Stage stage) {
        return switch (stage) {
            case NORMALIZE -> List.of(seen());
            case EMBED, MEL, VOCODE -> List.of(journal(stage));
        };
    }
}
