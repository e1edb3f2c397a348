package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import sori.kafka.Codec;
import sori.kafka.Codecs;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;

/**
 * Builds the Kafka Streams topology of a topology file: a pure function, so that it can be printed, compared and tested.
 * Bytes come in and are decoded first; records go from stage to stage; they are encoded, and their size is checked, last.
 */
public final class SpeechTopology {
    private final TopologyFile file;
    private final Supplier<StageParts> parts;
    private final Codecs codecs;
    private final RecordRoom room;
    private final Clock clock;
    private final Topology topology = new Topology();

    private SpeechTopology(TopologyFile file, Supplier<StageParts> parts, Codecs codecs, RecordRoom room, Clock clock) {
        this.file = file;
        this.parts = parts;
        this.codecs = codecs;
        this.room = room;
        this.clock = clock;
    }

    /**
     * @param parts asked by each task when it starts, and by nobody before
     * @param codecs how records are framed
     * @param room how large records may be
     * @param clock decides what has expired and what is a duplicate
     */
    static Topology build(TopologyFile file, Supplier<StageParts> parts, Codecs codecs, RecordRoom room, Clock clock) {
        return new SpeechTopology(file, parts, codecs, room, clock).build();
    }

    /** The same where nobody is asked for schemas, and topics take all that the file allows. */
    static Topology build(TopologyFile file, Supplier<StageParts> parts, Clock clock) {
        return build(file, parts, Codecs.AVRO, RecordRoom.ofAnyTopic(file), clock);
    }

    /** Kafka Streams' own description. */
    public static String describe(TopologyFile file) {
        Supplier<StageParts> none = () -> {
            throw new IllegalStateException("this topology is to be looked at, and not to be run");
        };
        return build(file, none, Clock.systemUTC()).describe().toString();
    }

    /** The state stores of an application that the cluster keeps a change log of. */
    static List<String> changelogStores(TopologyFile file) {
        Stream<String> shared = file.controlled() ? Stream.of(Nodes.CANCELLED) : Stream.empty();
        return Stream.concat(nodes(file).stream().flatMap(node -> Nodes.changelogStores(node).stream()), shared)
                .toList();
    }

    /** The nodes that do the stages' work. */
    private static List<String> nodes(TopologyFile file) {
        List<String> nodes = new ArrayList<>();
        for (Stage stage : file.stages()) {
            if (stage == Stage.MEL && speaks(file)) {
                nodes.add(Nodes.SPEAK);
            } else if (stage != Stage.VOCODE || !speaks(file)) {
                nodes.add(stage.title());
            }
        }
        return nodes;
    }

    /**
     * Whether mel and vocode are one node. Not with a tap between them: what is spoken again for the audio after a restart would be in the
     * tap twice.
     */
    static boolean speaks(TopologyFile file) {
        return file.stages().containsAll(List.of(Stage.MEL, Stage.VOCODE))
                && !file.taps().contains(Stage.MEL);
    }

    /** The node that does a stage's work. */
    private String node(Stage stage) {
        return speaks(file) && (stage == Stage.MEL || stage == Stage.VOCODE) ? Nodes.SPEAK : stage.title();
    }

    private Topology build() {
        Stage first = file.stages().get(0);
        String source = Nodes.source(file.from());
        topology.addSource(
                AutoOffsetReset.earliest(),
                source,
                new AnyTimestamp(clock),
                Serdes.Bytes().deserializer(),
                Serdes.ByteArray().deserializer(),
                file.from());
        topology.addProcessor(
                Nodes.decode(first),
                DecodeProcessor.of(
                        first, file.from(), node(first), file.settings().maxRecordBytes(), codecs, headers(), clock),
                source);
        String parent = Nodes.decode(first);
        if (file.controlled()) {
            addControl();
        }
        for (String node : nodes(file)) {
            addNode(node, parent);
            addStores(node);
            parent = node;
        }
        if (file.controlled()) {
            topology.addStateStore(
                    store(Stores.persistentKeyValueStore(Nodes.CANCELLED), Serdes.Bytes()), cancelling());
        }
        addEnds();
        return topology;
    }

    private void addControl() {
        SpeechSettings settings = file.settings();
        List<String> stages = new ArrayList<>(nodes(file));
        Collections.reverse(stages);
        boolean reports = file.stages().contains(Stage.NORMALIZE);
        Duration window = Duration.ofSeconds(settings.duplicateWindowSeconds());
        String source = Nodes.source(file.control());
        topology.addSource(
                AutoOffsetReset.earliest(),
                source,
                new ControlFirst(clock),
                Serdes.Bytes().deserializer(),
                Serdes.ByteArray().deserializer(),
                file.control());
        Codec<SpeechControl> controls = codecs.codec(file.control(), SpeechControl.class);
        topology.addProcessor(
                Nodes.CONTROL,
                () -> new ControlProcessor(
                        controls,
                        stages,
                        reports,
                        settings.maxRecordBytes(),
                        window,
                        headers(),
                        () -> parts.get().metrics(),
                        clock),
                source);
    }

    /** The nodes that look at what was cancelled. */
    private String[] cancelling() {
        List<String> nodes = new ArrayList<>(nodes(file));
        nodes.add(Nodes.CONTROL);
        return nodes.toArray(String[]::new);
    }

    private StageSetup setup(List<String> next) {
        return new StageSetup(file.settings(), parts, exactlyOnce(), file.controlled(), headers(), next, clock);
    }

    private CarriedHeaders headers() {
        return new CarriedHeaders(file.headers());
    }

    /** Who hands a node its records. */
    private String[] parents(String parent) {
        return file.controlled() ? new String[] {parent, Nodes.CONTROL} : new String[] {parent};
    }

    /** The nodes that take the results of the stage that a node ends with. */
    private List<String> next(Stage stage) {
        int index = file.stages().indexOf(stage);
        List<String> next = new ArrayList<>();
        if (index + 1 < file.stages().size()) {
            next.add(node(file.stages().get(index + 1)));
            if (file.taps().contains(stage)) {
                next.add(Nodes.encode(stage));
            }
        } else {
            next.add(Nodes.encode(stage));
        }
        return next;
    }

    private void addEnds() {
        Stage last = file.stages().get(file.stages().size() - 1);
        addEnd(last, file.to());
        file.taps().forEach(tap -> addEnd(tap, StageTopics.output(tap).name()));
        List<String> parents =
                new ArrayList<>(List.of(Nodes.decode(file.stages().get(0))));
        parents.addAll(nodes(file));
        if (file.controlled()) {
            parents.add(Nodes.CONTROL);
        }
        topology.addProcessor(
                Nodes.FAILURES, encoder(last, SpeechFailure.class, file.failures()), parents.toArray(String[]::new));
        List<String> failing = new ArrayList<>(List.of(Nodes.FAILURES, Nodes.encode(last)));
        file.taps().forEach(tap -> failing.add(Nodes.encode(tap)));
        addSink(file.failures(), failing);
    }

    private void addEnd(Stage stage, String topic) {
        topology.addProcessor(Nodes.encode(stage), encoder(stage, WireCodecs.outputType(stage), topic), node(stage));
        addSink(topic, List.of(Nodes.encode(stage)));
    }

    private void addSink(String topic, List<String> parents) {
        topology.addSink(
                Nodes.sink(topic),
                topic,
                Serdes.Bytes().serializer(),
                Serdes.ByteArray().serializer(),
                parents.toArray(String[]::new));
    }

    private <V extends SpecificRecordBase> ProcessorSupplier<Bytes, V, Bytes, byte[]> encoder(
            Stage stage, Class<V> type, String topic) {
        int limit = room.of(topic);
        String failures = Nodes.sink(file.failures());
        Duration interval = Duration.ofMillis(file.commitIntervalMs());
        Codec<V> codec = codecs.codec(topic, type);
        Codec<SpeechFailure> failureCodec = codecs.codec(file.failures(), SpeechFailure.class);
        boolean leaves = !file.taps().contains(stage) || type == SpeechFailure.class;
        Consumer<SpecificRecordBase> watcher =
                leaves ? new Outcomes(stage, () -> parts.get().metrics()) : written -> {};
        return () -> new EncodeProcessor<>(
                stage,
                codec,
                failureCodec,
                new CommitPolicy(file.guarantee(), interval, clock),
                limit,
                Nodes.sink(topic),
                failures,
                watcher,
                clock);
    }

    private boolean exactlyOnce() {
        return file.guarantee() == Guarantee.EXACTLY_ONCE;
    }

    private void addNode(String node, String parent) {
        SpeechSettings settings = file.settings();
        switch (node) {
            case Nodes.SPEAK -> addOrdered(StageWork.speak(settings, room.of(file.to())), Stage.VOCODE, parent);
            case "mel" -> addOrdered(StageWork.mel(), Stage.MEL, parent);
            case "vocode" ->
                addOrdered(StageWork.vocode(settings, room.of(file.to()), exactlyOnce()), Stage.VOCODE, parent);
            case "embed" -> {
                List<String> next = next(Stage.EMBED);
                topology.addProcessor(node, () -> new EmbedProcessor(setup(next)), parents(parent));
            }
            default -> {
                List<String> next = next(Stage.NORMALIZE);
                topology.addProcessor(node, () -> new NormalizeProcessor(setup(next)), parents(parent));
            }
        }
    }

    /** @param last stage that the node does */
    private <I extends SpecificRecordBase, O extends SpecificRecordBase, M extends SpecificRecordBase> void addOrdered(
            StageWork<I, O, M> work, Stage last, String parent) {
        List<String> next = next(last);
        topology.addProcessor(work.node(), () -> new OrderedStage<>(work, setup(next)), parents(parent));
    }

    private void addStores(String node) {
        switch (node) {
            case "normalize" -> {
                for (String name : Nodes.changelogStores(node)) {
                    topology.addStateStore(store(Stores.persistentKeyValueStore(name), Serdes.Bytes()), node);
                }
            }
            case "embed" -> addJournal(node, Stores.inMemoryKeyValueStore(Nodes.journal(node))); // mostly empty
            default -> addJournal(node, Stores.persistentKeyValueStore(Nodes.journal(node)));
        }
    }

    private void addJournal(String node, KeyValueBytesStoreSupplier where) {
        topology.addStateStore(store(where, Serdes.Bytes()), node);
        topology.addStateStore(CommitCount.builder(Nodes.commits(node)), node);
    }

    private <K> StoreBuilder<KeyValueStore<K, byte[]>> store(KeyValueBytesStoreSupplier where, Serde<K> key) {
        StoreBuilder<KeyValueStore<K, byte[]>> store = Stores.keyValueStoreBuilder(where, key, Serdes.ByteArray())
                .withLoggingEnabled(TopicPlan.CHANGELOG_TIMES);
        // What is put and dropped between two commits never leaves the heap. At-least-once needs it in the change log
        // before
        // its results are out.
        return exactlyOnce() ? store.withCachingEnabled() : store;
    }
}
