package sori.stream.stage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import sori.cluster.ClusterLimits;
import sori.kafka.KafkaAccess;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.ControlAction;
import sori.schema.SpeechControl;
import sori.stream.StreamsProperties;
import sori.stream.store.Cancellations;
import sori.stream.store.CommitCount;
import sori.stream.store.JournalKey;
import sori.synthesis.Stage;
import sori.topology.Nodes;
import sori.topology.TopologyFile;

/**
 * A stage whose stores outlive it, so that it can be killed and started again: what it forwarded, what its stores hold, and
 * when its task commits are the test's to see and to say.
 */
public final class StoredStage<I extends SpecificRecordBase> {
    private final String node;
    private final Path stateDirectory;
    private Supplier<Processor<Bytes, I, Bytes, SpecificRecordBase>> processors;
    private Run<I> run;
    private long offset;

    public StoredStage(
            Stage stage, Path stateDirectory, Supplier<Processor<Bytes, I, Bytes, SpecificRecordBase>> processors) {
        this(stage.title(), stateDirectory, processors);
    }

    /** @param node its name in the topology */
    public StoredStage(
            String node, Path stateDirectory, Supplier<Processor<Bytes, I, Bytes, SpecificRecordBase>> processors) {
        this.node = node;
        this.stateDirectory = stateDirectory;
        this.processors = processors;
        this.run = start(Map.of(), Map.of(), Map.of());
    }

    /** One life of the stage. */
    private record Run<I>(
            MockProcessorContext<Bytes, SpecificRecordBase> context,
            Processor<Bytes, I, Bytes, SpecificRecordBase> processor,
            KeyValueStore<Bytes, byte[]> byName,
            KeyValueStore<Bytes, byte[]> byPlace,
            KeyValueStore<Bytes, byte[]> cancelled,
            CommitCount commits) {}

    /** Throws the processor away with all it kept in memory, and starts another on the same stores. */
    public void restart() {
        run.processor().close();
        run = start(contents(run.byName()), contents(run.byPlace()), contents(run.cancelled()));
    }

    /** Another release or another guarantee on the same stores. */
    void restartAs(Supplier<Processor<Bytes, I, Bytes, SpecificRecordBase>> others) {
        processors = others;
        restart();
    }

    /** Closes the processor and opens the same object again, as Kafka Streams does with a task that lost its transaction. */
    void revive() {
        run.processor().close();
        run.processor().init(run.context());
    }

    /** Writes into the journal's store as another release might. */
    public void tamper(byte[] key, byte @Nullable [] value) {
        run.byPlace().put(Bytes.wrap(key), value);
    }

    private Run<I> start(Map<Bytes, byte[]> names, Map<Bytes, byte[]> places, Map<Bytes, byte[]> cancellations) {
        MockProcessorContext<Bytes, SpecificRecordBase> context = new MockProcessorContext<>(
                StreamsProperties.of(
                        TopologyFile.SPEECH, KafkaAccess.of("none:1"), stateDirectory, ClusterLimits.USUAL),
                new TaskId(0, 0),
                stateDirectory.toFile());
        KeyValueStore<Bytes, byte[]> byName = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Nodes.seen()), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        KeyValueStore<Bytes, byte[]> byPlace = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Nodes.journal(node)), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        KeyValueStore<Bytes, byte[]> cancelled = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Nodes.CANCELLED), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        KeyValueStore<Bytes, byte[]> parts = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Nodes.parts()), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        CommitCount commits = CommitCount.builder(Nodes.commits(node)).build();
        for (StateStore store : List.of(byName, byPlace, cancelled, parts, commits)) {
            store.init(context.getStateStoreContext(), store);
            context.addStateStore(store);
        }
        names.forEach(byName::put);
        places.forEach(byPlace::put);
        cancellations.forEach(cancelled::put);
        Processor<Bytes, I, Bytes, SpecificRecordBase> processor = processors.get();
        processor.init(context);
        return new Run<>(context, processor, byName, byPlace, cancelled, commits);
    }

    private static <K> Map<K, byte[]> contents(KeyValueStore<K, byte[]> store) {
        Map<K, byte[]> contents = new HashMap<>();
        try (KeyValueIterator<K, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<K, byte[]> entry = all.next();
                contents.put(entry.key, entry.value);
            }
        }
        return contents;
    }

    public void process(String key, I value) {
        processAt(offset++, key, value);
    }

    void processAll(String key, List<I> values) {
        values.forEach(value -> process(key, value));
    }

    void processAt(long at, String key, I value) {
        processAt(at, key, value, new RecordHeaders());
    }

    public void process(String key, I value, Headers headers) {
        processAt(offset++, key, value, headers);
    }

    private void processAt(long at, String key, I value, Headers headers) {
        run.context().setRecordMetadata(node.equals(Stage.NORMALIZE.title()) ? Topics.TEXT.name() : "before", 0, at);
        run.processor().process(new Record<>(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), value, 1000L, headers));
    }

    /** Cancels an utterance, as the topology's control node does. */
    @SuppressWarnings("unchecked") // a control record comes the same way as the others
    public void cancel(String key, @Nullable String id) {
        Bytes bytes = Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
        Cancellations cancellations = new Cancellations(run.cancelled(), Duration.ofMinutes(10));
        if (id == null) {
            cancellations.cancelAll(bytes, 1000, 1000);
        } else {
            cancellations.cancel(new UtteranceName(bytes, id), 1000);
        }
        SpeechControl control = new SpeechControl(ControlAction.CANCEL, id, "");
        ((Processor<Bytes, SpecificRecordBase, Bytes, SpecificRecordBase>) run.processor())
                .process(new Record<>(bytes, control, 1000L));
    }

    public void punctuate() {
        run.context()
                .scheduledPunctuators()
                .forEach(each -> each.getPunctuator().punctuate(Instant.EPOCH.toEpochMilli()));
    }

    public void commit() {
        run.commits().commit(Map.of());
    }

    /** Records in the journal. */
    public int journalled() {
        return (int) contents(run.byPlace()).keySet().stream()
                .filter(key -> key.get()[0] == JournalKey.PREFIX)
                .count();
    }

    /** Everything that the stores hold. */
    public int stored() {
        return contents(run.byName()).size() + contents(run.byPlace()).size();
    }

    /** The same after the stage has looked after its work. */
    public List<SpecificRecordBase> drained() {
        punctuate();
        return forwarded();
    }

    /** The headers of what was forwarded since the last call. */
    List<Headers> forwardedHeaders() {
        List<Headers> headers = new ArrayList<>();
        run.context().forwarded().forEach(each -> headers.add(each.record().headers()));
        run.context().resetForwards();
        return headers;
    }

    /** What was forwarded since the last call. */
    public List<SpecificRecordBase> forwarded() {
        List<SpecificRecordBase> values = new ArrayList<>();
        run.context()
                .forwarded()
                .forEach(each -> values.add((SpecificRecordBase) each.record().value()));
        run.context().resetForwards();
        return values;
    }
}
