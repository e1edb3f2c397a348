package sori.stream.stage;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import sori.cluster.RecordRoom;
import sori.kafka.Codec;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.synthesis.Failure;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;
import sori.trace.Spans;

/**
 * Last processor before a sink: a record to bytes. One that the topic would refuse becomes a failure record here, because
 * at the producer it would end the application. Asks for a commit at once behind what somebody waits for: under exactly once
 * nothing is heard before it.
 */
public final class EncodeProcessor<V extends SpecificRecordBase> implements Processor<Bytes, V, Bytes, byte[]> {
    private final Stage stage;
    private final Codec<V> codec;
    private final Codec<SpeechFailure> failures;
    private final CommitPolicy commits;
    private final int maxRecordBytes;
    private final String sink;
    private final String failureSink;
    private final Spans spans;
    private final Consumer<SpecificRecordBase> watcher;
    private final Clock clock;
    private ProcessorContext<Bytes, byte[]> context;

    /**
     * @param failures writes what takes the place of a record that is too large
     * @param commits tells whom a listener waits for
     * @param maxRecordBytes of key and value; for the headers that go along there is room beside them ({@link RecordRoom})
     * @param watcher sees what is written
     */
    public EncodeProcessor(
            Stage stage,
            Codec<V> codec,
            Codec<SpeechFailure> failures,
            CommitPolicy commits,
            int maxRecordBytes,
            String sink,
            String failureSink,
            Spans spans,
            Consumer<SpecificRecordBase> watcher,
            Clock clock) {
        this.stage = stage;
        this.codec = codec;
        this.failures = failures;
        this.commits = commits;
        this.maxRecordBytes = maxRecordBytes;
        this.sink = sink;
        this.failureSink = failureSink;
        this.spans = spans;
        this.watcher = watcher;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<Bytes, byte[]> context) {
        this.context = context;
    }

    @Override
    public void process(Record<Bytes, V> record) {
        trace(record);
        byte[] bytes = codec.encode(record.value());
        int size = bytes.length + record.key().get().length; // headers have room of their own
        if (size <= maxRecordBytes) {
            context.forward(record.withValue(bytes), sink);
            watcher.accept(record.value());
        } else if (record.value() instanceof SpeechFailure failure) {
            SpeechFailure less = shortened(failure, size - maxRecordBytes);
            context.forward(record.withValue(failures.encode(less)), failureSink);
            watcher.accept(less);
        } else {
            SpeechFailure failure = tooLarge(record.value(), size);
            context.forward(record.withValue(failures.encode(failure)), failureSink);
            watcher.accept(failure);
        }
        if (commits.atOnce(record.key(), record.value(), record.timestamp())) {
            context.commit(); // one commit for all that ask for it in one drain
        }
    }

    /** A failure says less, rather than nothing. */
    private static SpeechFailure shortened(SpeechFailure failure, int excessBytes) {
        String detail = failure.getDetail();
        String kept = detail.substring(0, Math.max(0, detail.length() - excessBytes - "…".length() * 3));
        return SpeechFailure.newBuilder(failure).setDetail(kept + "…").build();
    }

    private void trace(Record<Bytes, V> record) {
        SpecificRecordBase value = record.value();
        if (value instanceof AudioChunk chunk && chunk.getLast()) {
            spans.ended(chunk, record.headers());
        } else if (value instanceof SpeechFailure failure) {
            spans.failed(failure, record.headers(), record.timestamp());
        }
    }

    private SpeechFailure tooLarge(V value, int size) {
        SourceOffset origin =
                new SourceOffset(String.valueOf(value.get("sourceTopic")), (int) value.get("sourcePartition"), (long)
                        value.get("sourceOffset"));
        String detail =
                "a " + value.getSchema().getName() + " of " + size + " bytes is over the limit of " + maxRecordBytes;
        Optional<String> id = Optional.ofNullable(value.get("utteranceId")).map(Object::toString);
        return new Failure(FailureReason.TOO_LARGE, detail).record(stage, id, origin, clock.instant());
    }
}
