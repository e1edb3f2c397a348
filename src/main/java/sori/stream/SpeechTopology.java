package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.SpeechFailure;
import sori.schema.SymbolSequence;

/**
 * Builds the Kafka Streams topology of a topology file: a pure function, so that it can be printed, compared and tested.
 * Bytes come in and are decoded first; records go from stage to stage; they are encoded, and their size is checked, last.
 */
public final class SpeechTopology {
    private final TopologyFile file;
    private final Voices voices;
    private final Supplier<Workbench> workbenches;
    private final Clock clock;
    private final Topology topology = new Topology();

    private SpeechTopology(TopologyFile file, Voices voices, Supplier<Workbench> workbenches, Clock clock) {
        this.file = file;
        this.voices = voices;
        this.workbenches = workbenches;
        this.clock = clock;
    }

    public static Topology build(TopologyFile file, Voices voices) {
        return build(file, voices, Workbench.sharing("vocode"), Clock.systemUTC());
    }

    /**
     * @param workbenches where each task's vocoding is done
     * @param clock decides what has expired and what is a duplicate
     */
    static Topology build(TopologyFile file, Voices voices, Supplier<Workbench> workbenches, Clock clock) {
        return new SpeechTopology(file, voices, workbenches, clock).build();
    }

    /** The state stores of an application that the cluster keeps a change log of. */
    static List<String> changelogStores(TopologyFile file) {
        return file.stages().stream()
                .flatMap(stage -> Nodes.changelogStores(stage).stream())
                .toList();
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
        topology.addProcessor(Nodes.decode(first), decoder(first), source);
        String parent = Nodes.decode(first);
        for (Stage stage : file.stages()) {
            addStage(stage, parent);
            addStores(stage);
            parent = stage.title();
        }
        addEnds();
        return topology;
    }

    /** The nodes that take a stage's results. */
    private List<String> next(Stage stage) {
        int index = file.stages().indexOf(stage);
        List<String> next = new ArrayList<>();
        if (index + 1 < file.stages().size()) {
            next.add(file.stages().get(index + 1).title());
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
        file.taps().forEach(tap -> addEnd(tap, tap.output().name()));
        List<String> parents =
                new ArrayList<>(List.of(Nodes.decode(file.stages().get(0))));
        file.stages().forEach(stage -> parents.add(stage.title()));
        topology.addProcessor(
                Nodes.FAILURES,
                encoder(last, SpeechFailure.class, Nodes.sink(file.failures())),
                parents.toArray(String[]::new));
        List<String> failing = new ArrayList<>(List.of(Nodes.FAILURES, Nodes.encode(last)));
        file.taps().forEach(tap -> failing.add(Nodes.encode(tap)));
        addSink(file.failures(), failing);
    }

    private void addEnd(Stage stage, String topic) {
        topology.addProcessor(Nodes.encode(stage), encoder(stage, outputType(stage), Nodes.sink(topic)), stage.title());
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

    private static Class<? extends SpecificRecordBase> outputType(Stage stage) {
        return switch (stage) {
            case NORMALIZE -> Segment.class;
            case EMBED -> SymbolSequence.class;
            case MEL -> MelChunk.class;
            case VOCODE -> AudioChunk.class;
        };
    }

    private ProcessorSupplier<Bytes, byte[], Bytes, SpecificRecordBase> decoder(Stage stage) {
        int limit = file.settings().maxRecordBytes();
        return switch (stage) {
            case NORMALIZE ->
                () -> new DecodeProcessor<>(stage, limit, new TextEventReader()::read, Intake.Checked::sound, clock);
            case EMBED ->
                () -> new DecodeProcessor<>(stage, limit, new Wire<>(Segment.class)::decode, Intake::segment, clock);
            case MEL ->
                () -> new DecodeProcessor<>(
                        stage, limit, new Wire<>(SymbolSequence.class)::decode, Intake::symbols, clock);
            case VOCODE ->
                () -> new DecodeProcessor<>(stage, limit, new Wire<>(MelChunk.class)::decode, Intake::mel, clock);
        };
    }

    private <V extends SpecificRecordBase> ProcessorSupplier<Bytes, V, Bytes, byte[]> encoder(
            Stage stage, Class<V> type, String sink) {
        int limit = file.settings().maxRecordBytes();
        String failures = Nodes.sink(file.failures());
        Awaited awaited = new Awaited(file.guarantee(), Duration.ofMillis(file.commitIntervalMs()), clock);
        return () -> new EncodeProcessor<>(stage, new Wire<>(type), awaited, limit, sink, failures, clock);
    }

    private boolean exactlyOnce() {
        return file.guarantee() == Guarantee.EXACTLY_ONCE;
    }

    /**
     * Whether the mel stage's journal serves the vocode stage too. Not with a tap between them: what is spoken again for the vocode stage
     * after a restart would be in the tap twice.
     */
    private boolean joined() {
        return file.stages().containsAll(List.of(Stage.MEL, Stage.VOCODE))
                && !file.taps().contains(Stage.MEL);
    }

    private void addStage(Stage stage, String parent) {
        String name = stage.title();
        List<String> next = next(stage);
        SpeechSettings settings = file.settings();
        boolean exactlyOnce = exactlyOnce();
        boolean joined = joined();
        switch (stage) {
            case NORMALIZE ->
                topology.addProcessor(
                        name, () -> new NormalizeProcessor(settings, voices, exactlyOnce, next, clock), parent);
            case EMBED ->
                topology.addProcessor(
                        name, () -> new EmbedProcessor(settings, voices, exactlyOnce, next, clock), parent);
            case MEL ->
                topology.addProcessor(
                        name, () -> new MelProcessor(settings, voices, exactlyOnce, joined, next, clock), parent);
            case VOCODE ->
                topology.addProcessor(
                        name,
                        () -> new VocodeProcessor(settings, voices, workbenches, exactlyOnce, joined, next, clock),
                        parent);
        }
    }

    private void addStores(Stage stage) {
        switch (stage) {
            case NORMALIZE ->
                topology.addStateStore(
                        store(Stores.persistentKeyValueStore(Nodes.seen()), Serdes.Bytes()), stage.title());
            case EMBED -> addJournal(stage, Stores.inMemoryKeyValueStore(Nodes.journal(stage))); // mostly empty
            case MEL, VOCODE -> addJournal(stage, Stores.persistentKeyValueStore(Nodes.journal(stage)));
        }
        if (stage == Stage.VOCODE && joined()) {
            topology.addStateStore(Joint.builder(Nodes.joint()), Stage.MEL.title(), Stage.VOCODE.title());
        }
    }

    private void addJournal(Stage stage, KeyValueBytesStoreSupplier where) {
        topology.addStateStore(store(where, Serdes.Bytes()), stage.title());
        topology.addStateStore(CommitCount.builder(Nodes.commits(stage)), stage.title());
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
