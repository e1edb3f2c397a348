package sori.stream.intake;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.Codec;
import sori.kafka.Codecs;
import sori.kafka.Decoded;
import sori.kafka.RegistryUnreachableException;
import sori.schema.FailureReason;
import sori.schema.MelChunk;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.TextEvent;
import sori.stream.stage.Keys;
import sori.stream.stage.StageProcessor;
import sori.stream.stage.Unworded;
import sori.synthesis.Failure;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;
import sori.topology.Nodes;
import sori.trace.CarriedHeaders;

/**
 * First processor after a source: bytes to a record, or to a failure record, so that no bytes can stop the pipeline. What
 * would make a later record or a store's entry larger than its topic takes is refused here already.
 */
public final class DecodeProcessor<V extends SpecificRecordBase>
        implements Processor<Bytes, byte[], Bytes, SpecificRecordBase> {
    private static final Logger LOG = LoggerFactory.getLogger(DecodeProcessor.class);

    /** Key and id are repeated in every record that comes of an event. */
    private static final int LONGEST_KEY_BYTES = 4096;

    private final Stage stage;
    private final String next;
    private final int maxRecordBytes;
    private final Function<byte[], Decoded<V>> reader;
    private final Function<V, Intake.Checked<V>> intake;
    private final CarriedHeaders headers;
    private final Clock clock;
    private ProcessorContext<Bytes, SpecificRecordBase> context;

    /**
     * @param next node that takes the records
     * @param intake holds what was read to what the stage can work with
     * @param headers which go along
     */
    DecodeProcessor(
            Stage stage,
            String next,
            int maxRecordBytes,
            Function<byte[], Decoded<V>> reader,
            Function<V, Intake.Checked<V>> intake,
            CarriedHeaders headers,
            Clock clock) {
        this.stage = stage;
        this.next = next;
        this.maxRecordBytes = maxRecordBytes;
        this.reader = reader;
        this.intake = intake;
        this.headers = headers;
        this.clock = clock;
    }

    /**
     * What a stage reads from its topic.
     *
     * @param next node that takes the records
     * @param codecs how the topic's records are framed
     */
    public static ProcessorSupplier<Bytes, byte[], Bytes, SpecificRecordBase> of(
            Stage stage,
            String topic,
            String next,
            int maxRecordBytes,
            Codecs codecs,
            CarriedHeaders headers,
            Clock clock) {
        return switch (stage) {
            case NORMALIZE ->
                () -> new DecodeProcessor<>(
                        stage,
                        next,
                        maxRecordBytes,
                        new JsonOrAvroReader<>(TextEvent.class, codecs.codec(topic, TextEvent.class))::read,
                        Intake.Checked::sound,
                        headers,
                        clock);
            case EMBED ->
                of(stage, next, maxRecordBytes, codecs.codec(topic, Segment.class), Intake::segment, headers, clock);
            case MEL ->
                of(
                        stage,
                        next,
                        maxRecordBytes,
                        codecs.codec(topic, SymbolSequence.class),
                        Intake::symbols,
                        headers,
                        clock);
            case VOCODE ->
                of(stage, next, maxRecordBytes, codecs.codec(topic, MelChunk.class), Intake::mel, headers, clock);
        };
    }

    private static <V extends SpecificRecordBase> ProcessorSupplier<Bytes, byte[], Bytes, SpecificRecordBase> of(
            Stage stage,
            String next,
            int maxRecordBytes,
            Codec<V> codec,
            Function<V, Intake.Checked<V>> intake,
            CarriedHeaders headers,
            Clock clock) {
        return () -> new DecodeProcessor<>(stage, next, maxRecordBytes, codec::decode, intake, headers, clock);
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        this.context = context;
    }

    @Override
    public void process(Record<Bytes, byte[]> given) {
        Headers arrived = stage == Stage.NORMALIZE
                ? headers.arrived(given.headers(), StageProcessor.origin(context), given.timestamp())
                : headers.clipped(given.headers());
        Record<Bytes, byte[]> record = given.withHeaders(arrived);
        Optional<Failure> oversize = oversize(record.key(), record.value(), maxRecordBytes);
        if (oversize.isPresent()) {
            refuse(record, oversize.get());
            return;
        }
        Intake.Checked<V> checked = check(record.value());
        Optional<V> goesOn = checked.goesOn();
        checked.failure().ifPresent(failure -> {
            if (goesOn.isPresent()) {
                V end = goesOn.get();
                report(record, Optional.of(String.valueOf(end.get("utteranceId"))), event(end), failure);
            } else {
                refuse(record, failure);
            }
        });
        goesOn.ifPresent(sound -> context.forward(record.withValue(sound), next));
    }

    /** Total: whatever the bytes are, and whatever goes wrong with them, they end nothing but themselves. */
    private Intake.Checked<V> check(byte @Nullable [] bytes) {
        try {
            Decoded<V> decoded =
                    bytes == null ? new Decoded.Unreadable<>("the record has no value") : reader.apply(bytes);
            if (decoded instanceof Decoded.Unreadable<V> unreadable) {
                return refused(new Failure(FailureReason.UNDECODABLE, unreadable.reason()));
            }
            V value = ((Decoded.Value<V>) decoded).value();
            Optional<Failure> misnamed = Naming.problem(value);
            return misnamed.isPresent() ? refused(misnamed.get()) : intake.apply(value);
        } catch (RegistryUnreachableException e) {
            throw e; // the record is read again when the registry answers
        } catch (RuntimeException e) {
            LOG.error("{}: a record broke its reader", stage.title(), Unworded.of(e));
            return refused(Failure.internal(e));
        }
    }

    private static <V> Intake.Checked<V> refused(Failure failure) {
        return new Intake.Checked<>(Optional.of(failure), Optional.empty());
    }

    /** The text event behind a record between the stages. */
    private static SourceOffset event(SpecificRecordBase value) {
        return new SourceOffset(String.valueOf(value.get("sourceTopic")), (int) value.get("sourcePartition"), (long)
                value.get("sourceOffset"));
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

    private void refuse(Record<Bytes, byte[]> record, Failure failure) {
        report(record, Optional.empty(), StageProcessor.origin(context), failure);
    }

    private void report(Record<Bytes, byte[]> record, Optional<String> id, SourceOffset origin, Failure failure) {
        Bytes key = isLong(record.key()) ? Keys.named(origin.id()) : Keys.of(record, id.orElseGet(origin::id));
        context.forward(
                new Record<>(
                        key,
                        failure.record(stage, id, origin, clock.instant()),
                        record.timestamp(),
                        headers.take(record.headers()).headers()),
                Nodes.FAILURES);
    }
}
