package sori.stream;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import sori.schema.FailureReason;

/** First processor after a source: bytes to a record, or to a failure record, so that no bytes can stop the pipeline. */
final class DecodeProcessor<V extends SpecificRecordBase>
        implements Processor<Bytes, byte[], Bytes, SpecificRecordBase> {
    private final Stage stage;
    private final Function<byte[], Decoded<V>> reader;
    private final Clock clock;
    private ProcessorContext<Bytes, SpecificRecordBase> context;

    DecodeProcessor(Stage stage, Function<byte[], Decoded<V>> reader, Clock clock) {
        this.stage = stage;
        this.reader = reader;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        this.context = context;
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
        Decoded<V> decoded = decode(record.value());
        if (decoded instanceof Decoded.Value<V> read) {
            context.forward(record.withValue(read.value()), stage.title());
        } else if (decoded instanceof Decoded.Unreadable<V> unreadable) {
            refuse(record, unreadable.reason());
        }
    }

    private Decoded<V> decode(byte @Nullable [] bytes) {
        return bytes == null ? new Decoded.Unreadable<>("the record has no value") : reader.apply(bytes);
    }

    private void refuse(Record<Bytes, byte[]> record, String reason) {
        Origin origin = Origin.of(context);
        Bytes key = Keys.of(record, origin.id());
        Failure failure = new Failure(FailureReason.UNDECODABLE, reason);
        context.forward(
                new Record<>(key, failure.record(stage, Optional.empty(), origin, clock.instant()), record.timestamp()),
                Nodes.FAILURES);
    }
}
