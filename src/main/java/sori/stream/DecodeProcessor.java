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
import sori.kafka.Decoded;
import sori.schema.FailureReason;
import sori.synthesis.Failure;
import sori.synthesis.Origin;
import sori.synthesis.Stage;

/**
 * First processor after a source: bytes to a record, or to a failure record, so that no bytes can stop the pipeline. What
 * would make a later record or a store's entry larger than its topic takes is refused here already.
 */
final class DecodeProcessor<V extends SpecificRecordBase>
        implements Processor<Bytes, byte[], Bytes, SpecificRecordBase> {
    /** Key and id are repeated in every record that comes of an event. */
    private static final int LONGEST_KEY_BYTES = 4096;

    private final Stage stage;
    private final String next;
    private final int maxRecordBytes;
    private final Function<byte[], Decoded<V>> reader;
    private final Function<V, Intake.Checked<V>> intake;
    private final Clock clock;
    private ProcessorContext<Bytes, SpecificRecordBase> context;

    /**
     * @param next node that takes the records
     * @param intake holds what was read to what the stage can work with
     */
    DecodeProcessor(
            Stage stage,
            String next,
            int maxRecordBytes,
            Function<byte[], Decoded<V>> reader,
            Function<V, Intake.Checked<V>> intake,
            Clock clock) {
        this.stage = stage;
        this.next = next;
        this.maxRecordBytes = maxRecordBytes;
        this.reader = reader;
        this.intake = intake;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        this.context = context;
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
        Optional<Failure> oversize = oversize(record.key(), record.value(), maxRecordBytes);
        if (oversize.isPresent()) {
            refuse(record, oversize.get());
            return;
        }
        Decoded<V> decoded = decode(record.value());
        if (decoded instanceof Decoded.Unreadable<V> unreadable) {
            refuse(record, new Failure(FailureReason.UNDECODABLE, unreadable.reason()));
        } else if (decoded instanceof Decoded.Value<V> read) {
            Optional<Failure> misnamed = Naming.problem(read.value());
            if (misnamed.isPresent()) {
                refuse(record, misnamed.get());
            } else {
                admit(record, read.value());
            }
        }
    }

    private void admit(Record<Bytes, byte[]> record, V value) {
        Intake.Checked<V> checked = intake.apply(value);
        checked.failure().ifPresent(failure -> {
            if (checked.goesOn().isPresent()) {
                Optional<String> id = Optional.of(String.valueOf(value.get("utteranceId")));
                Origin event =
                        new Origin(String.valueOf(value.get("sourceTopic")), (int) value.get("sourcePartition"), (long)
                                value.get("sourceOffset"));
                report(record, id, event, failure);
            } else {
                refuse(record, failure);
            }
        });
        checked.goesOn().ifPresent(sound -> context.forward(record.withValue(sound), next));
    }

    /** Why a record is refused unread. */
    static Optional<Failure> oversize(@Nullable Bytes key, byte @Nullable [] value, int maxRecordBytes) {
        if (key != null && isLong(key)) {
            return Optional.of(tooLarge("the key has " + key.get().length + " bytes", LONGEST_KEY_BYTES));
        }
        return value == null || value.length <= maxRecordBytes
                ? Optional.empty()
                : Optional.of(tooLarge("the record has " + value.length + " bytes", maxRecordBytes));
    }

    private static boolean isLong(@Nullable Bytes key) {
        return key != null && key.get().length > LONGEST_KEY_BYTES;
    }

    private static Failure tooLarge(String what, int limit) {
        return new Failure(FailureReason.TOO_LARGE, what + ", the limit is " + limit);
    }

    private Decoded<V> decode(byte @Nullable [] bytes) {
        return bytes == null ? new Decoded.Unreadable<>("the record has no value") : reader.apply(bytes);
    }

    private void refuse(Record<Bytes, byte[]> record, Failure failure) {
        report(record, Optional.empty(), StageProcessor.origin(context), failure);
    }

    private void report(Record<Bytes, byte[]> record, Optional<String> id, Origin origin, Failure failure) {
        Bytes key = isLong(record.key()) ? Keys.named(origin.id()) : Keys.of(record, id.orElseGet(origin::id));
        context.forward(
                new Record<>(key, failure.record(stage, id, origin, clock.instant()), record.timestamp()),
                Nodes.FAILURES);
    }
}
