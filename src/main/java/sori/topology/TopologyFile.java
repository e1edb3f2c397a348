package sori.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import sori.kafka.Topics;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;

/**
 * Which stages one application joins in process, and the topics at its ends. Immutable.
 *
 * @param application Kafka Streams application id, a prefix of its internal topics
 * @param stages a run of consecutive stages
 * @param from topic that the first stage reads
 * @param to topic that the last stage writes
 * @param failures topic of what could not be spoken
 * @param control topic of what is to be done about utterances under way; empty: nothing can be
 * @param taps inner stages whose output is also written to its usual topic, for whoever wants to look
 * @param guarantee what a restart may do
 * @param threads stream threads
 * @param commitIntervalMs how often read positions are committed: under at-least-once what at most is spoken again after a
 *     crash; under exactly once what all but an utterance's beginning waits for before it is heard
 * @param settings what the stages are told
 * @param models how the registry's voices are treated
 * @param groupProtocol how the application's instances share its partitions
 * @param standbys further instances that keep a copy of each store, 0..2
 * @param startFrom where an application without read positions begins: {@code earliest}, {@code latest}, an ISO 8601 time in UTC; empty
 *     where nobody spoke before it, which is looked at
 * @param wire how records are framed
 * @param schemaRegistry address of a schema registry, for frames that name their schema by its number; else empty
 * @param headers names of record headers that go from a text event to all that is made of it, 8 at most, as its trace does anyway
 * @param metrics where metrics and health are shown
 * @param tracing where spans are sent
 */
public record TopologyFile(
        String application,
        List<Stage> stages,
        String from,
        String to,
        String failures,
        String control,
        List<Stage> taps,
        Guarantee guarantee,
        int threads,
        int commitIntervalMs,
        SpeechSettings settings,
        ModelSettings models,
        GroupProtocol groupProtocol,
        int standbys,
        String startFrom,
        WireForm wire,
        String schemaRegistry,
        List<String> headers,
        MetricsSettings metrics,
        TracingSettings tracing) {

    /** A value of {@code startFrom}: all that there is. */
    public static final String EARLIEST = "earliest";

    /** A value of {@code startFrom}: what comes from now on. */
    public static final String LATEST = "latest";

    /** All four stages in process: the shape with the lowest latency. */
    public static final TopologyFile SPEECH = new TopologyFile(
            "sori-speech",
            List.of(Stage.values()),
            Topics.TEXT.name(),
            Topics.AUDIO.name(),
            Topics.FAILURES.name(),
            "",
            List.of(),
            Guarantee.EXACTLY_ONCE,
            2,
            Guarantee.EXACTLY_ONCE.commitIntervalMs(),
            SpeechSettings.DEFAULT,
            ModelSettings.DEFAULT,
            GroupProtocol.CLASSIC,
            0,
            "",
            WireForm.AVRO,
            "",
            List.of(),
            MetricsSettings.OFF,
            TracingSettings.OFF);

    /** Most headers that go along. */
    private static final int MOST_HEADERS = 8;

    public TopologyFile {
        stages = List.copyOf(stages);
        taps = List.copyOf(taps);
        headers = List.copyOf(headers);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("stages must name at least one of normalize, embed, mel, vocode");
        }
        for (int i = 1; i < stages.size(); i++) {
            if (stages.get(i).ordinal() != stages.get(i - 1).ordinal() + 1) {
                throw new IllegalArgumentException(
                        "stages must follow each other, but " + stages.get(i).title() + " does not follow "
                                + stages.get(i - 1).title());
            }
        }
        for (Stage tap : taps) {
            if (!stages.subList(0, stages.size() - 1).contains(tap)) {
                throw new IllegalArgumentException("taps may name stages before the last one only, not " + tap.title());
            }
        }
        for (String name : List.of(application, from, to, failures)) {
            if (!isName(name)) {
                throw new IllegalArgumentException("'" + name + "' is no name for a topic or an application");
            }
        }
        if (!control.isEmpty() && !isName(control)) {
            throw new IllegalArgumentException("'" + control + "' is no name for a topic");
        }
        SpeechSettings.within("threads", threads, 1, 64);
        SpeechSettings.within("commitIntervalMs", commitIntervalMs, 5, 60_000);
        SpeechSettings.within("standbys", standbys, 0, 2);
        checkStart(startFrom);
        checkRegistry(wire, schemaRegistry);
        if (headers.size() > MOST_HEADERS) {
            throw new IllegalArgumentException("headers may name " + MOST_HEADERS + " at most, not " + headers.size());
        }
        for (String header : headers) {
            if (!header.matches("[A-Za-z0-9._-]{1,64}")) {
                throw new IllegalArgumentException("'" + header + "' is no name for a header");
            }
        }
    }

    /**
     * Reads a topology file in YAML. It must name {@code application} and {@code stages}; the topics at the ends follow
     * from the stages unless named, and everything else it leaves out is as in {@link #SPEECH}.
     *
     * @throws IllegalArgumentException when it breaks a rule, naming the key and, for an unknown key, the nearest known one
     * @throws IOException when the file cannot be read
     */
    public static TopologyFile read(Path file) throws IOException {
        return TopologyYaml.parse(Files.readString(file), file.toString());
    }

    private static void checkStart(String startFrom) {
        if (startFrom.isEmpty() || startFrom.equals(EARLIEST) || startFrom.equals(LATEST)) {
            return;
        }
        try {
            Instant.parse(startFrom);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "startFrom must be earliest, latest or a time such as 2026-11-28T09:00:00Z, but is '" + startFrom
                            + "'",
                    e);
        }
    }

    private static void checkRegistry(WireForm wire, String schemaRegistry) {
        if (wire == WireForm.CONFLUENT && schemaRegistry.isEmpty()) {
            throw new IllegalArgumentException(
                    "wire: confluent needs schemaRegistry, the address of the registry's REST"
                            + " interface (Apicurio's is http://HOST:PORT/apis/ccompat/v7)");
        }
        if (wire == WireForm.AVRO && !schemaRegistry.isEmpty()) {
            throw new IllegalArgumentException("schemaRegistry is asked only under wire: confluent");
        }
        if (!schemaRegistry.isEmpty()
                && !schemaRegistry.matches("https?://[A-Za-z0-9._:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?")) {
            throw new IllegalArgumentException(
                    "'" + schemaRegistry + "' is no address of a schema registry, as in http://HOST:PORT/PATH");
        }
    }

    private static boolean isName(String name) {
        return name.matches("[A-Za-z0-9._-]{1,200}");
    }

    /** Whether utterances can be cancelled. */
    public boolean controlled() {
        return !control.isEmpty();
    }

    /** What the same file says, to be changed. */
    public TopologyBuilder toBuilder() {
        return new TopologyBuilder(this);
    }

    /** The same with the usual control topic. */
    public TopologyFile withControl() {
        return toBuilder().control(Topics.CONTROL.name()).build();
    }

    /** The same with the output of an inner stage also written to its usual topic. */
    public TopologyFile withTap(Stage stage) {
        return toBuilder().taps(List.of(stage)).build();
    }

    /** The same under a guarantee; under another one it commits as often as that one usually does. */
    public TopologyFile withGuarantee(Guarantee other) {
        int commits = other == guarantee ? commitIntervalMs : other.commitIntervalMs();
        return toBuilder().guarantee(other).commitIntervalMs(commits).build();
    }
}
