package sori.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import sori.client.SpokenUtterance;
import sori.client.UtteranceAssembler;
import sori.cluster.ClusterLimits;
import sori.cluster.RecordRoom;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.ControlAction;
import sori.schema.SpeechControl;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.stage.Stages;
import sori.stream.stage.TestClock;
import sori.synthesis.Voices;
import sori.topology.TopologyFile;
import sori.trace.SpanSink;

/** A topology in the test driver, spoken to in text events and heard in chunks. */
public final class TestPipeline implements AutoCloseable {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final TopologyFile file;
    private final Voices voices;
    private final Path stateDirectory;
    private final TestClock clock;
    private final TopologyTestDriver driver;
    private boolean closed;

    public TestPipeline(TopologyFile file, Voices voices, Path stateDirectory) {
        this(file, voices, stateDirectory, SpanSink.NONE);
    }

    TestPipeline(TopologyFile file, Voices voices, Path stateDirectory, SpanSink spans) {
        this(file, voices, stateDirectory, spans, START);
    }

    private TestPipeline(TopologyFile file, Voices voices, Path stateDirectory, SpanSink spans, Instant start) {
        this.file = file;
        this.voices = voices;
        this.stateDirectory = stateDirectory;
        this.clock = new TestClock(start);
        var properties = StreamsProperties.of(file, KafkaAccess.of("none:1"), stateDirectory, ClusterLimits.USUAL);
        this.driver = new TopologyTestDriver(
                SpeechTopology.build(
                        file, Stages.parts(voices), Codecs.AVRO, RecordRoom.ofAnyTopic(file), spans, clock),
                properties,
                start);
    }

    /**
     * The topology once more with nothing but what the stores had on disk when the last record, or the last of time, was through. This one is of no
     * use any more.
     *
     * @param elsewhere where the stores lie from now on; must not exist
     */
    TestPipeline killedAndStarted(Path elsewhere) throws IOException {
        return killedAndStarted(elsewhere, Duration.ZERO);
    }

    /** @param meanwhile between the kill and the start */
    TestPipeline killedAndStarted(Path elsewhere, Duration meanwhile) throws IOException {
        driver.getAllStateStores().values().forEach(StateStore::close);
        closed = true; // its own close would delete the stores
        try (Stream<Path> files = Files.walk(stateDirectory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, elsewhere.resolve(stateDirectory.relativize(file)));
            }
        }
        return new TestPipeline(
                file, voices, elsewhere, SpanSink.NONE, clock.instant().plus(meanwhile));
    }

    public static TextEvent.Builder event(String id, String text) {
        return TextEvent.newBuilder().setUtteranceId(id).setText(text);
    }

    public void publish(@Nullable String key, TextEvent event) {
        publish(key, new Wire<>(TextEvent.class).encode(event));
    }

    public void publish(@Nullable String key, byte @Nullable [] value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        pipe(List.of(new TestRecord<>(keyBytes, value, clock.instant())));
    }

    public void publish(@Nullable String key, byte @Nullable [] value, Headers headers) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        pipe(List.of(new TestRecord<>(keyBytes, value, headers, clock.instant())));
    }

    /** Cancels an utterance, or, without an id, all of a key. */
    public void cancel(@Nullable String key, @Nullable String id) {
        SpeechControl control = SpeechControl.newBuilder()
                .setAction(ControlAction.CANCEL)
                .setUtteranceId(id)
                .build();
        control(key, new Wire<>(SpeechControl.class).encode(control));
    }

    public void control(@Nullable String key, byte[] value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        driver.createInputTopic(file.control(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(keyBytes, value, clock.instant()));
    }

    /** Feeds raw records into the first topic. */
    public void pipe(List<TestRecord<byte[], byte[]>> records) {
        TestInputTopic<byte[], byte[]> in =
                driver.createInputTopic(file.from(), new ByteArraySerializer(), new ByteArraySerializer());
        records.forEach(in::pipeInput);
    }

    public Instant now() {
        return clock.instant();
    }

    /** Lets time pass, and with it the punctuators run, a second at a time at most: as for a thread that nothing holds up. */
    public void advance(Duration time) {
        Duration left = time;
        while (left.compareTo(SECOND) > 0) {
            holdUp(SECOND);
            left = left.minus(SECOND);
        }
        holdUp(left);
    }

    /** Lets time pass at once, as after a pause of the thread. */
    void holdUp(Duration time) {
        clock.now = clock.now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** The raw records of a topic since the last call. */
    public List<TestRecord<byte[], byte[]>> raw(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    public <V extends SpecificRecordBase> List<V> read(Topic<V> topic) {
        List<V> values = new ArrayList<>();
        raw(topic.name())
                .forEach(record -> values.add(topic.value().deserializer().deserialize(topic.name(), record.value())));
        return values;
    }

    public List<AudioChunk> audio() {
        return read(Topics.AUDIO);
    }

    public List<SpeechFailure> failures() {
        return read(Topics.FAILURES);
    }

    /** The utterances that a player would put together of what came since the last call. */
    public List<SpokenUtterance> utterances() {
        return utterances(new UtteranceAssembler());
    }

    /** The utterances that are whole with what came since the last call. */
    public List<SpokenUtterance> utterances(UtteranceAssembler assembler) {
        List<SpokenUtterance> complete = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : raw(Topics.AUDIO.name())) {
            AudioChunk chunk = Topics.AUDIO.value().deserializer().deserialize(Topics.AUDIO.name(), record.value());
            assembler.add(Bytes.wrap(record.key()), chunk).ifPresent(complete::add);
        }
        return complete;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            driver.close();
        }
    }
}
