package sori.stream.intake;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.Codec;
import sori.kafka.Decoded;
import sori.kafka.UtteranceName;
import sori.schema.ControlAction;
import sori.schema.FailureReason;
import sori.schema.SpeechControl;
import sori.stream.stage.Keys;
import sori.stream.stage.SpeechMetrics;
import sori.stream.stage.StageProcessor;
import sori.stream.store.Cancellations;
import sori.synthesis.Failure;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;
import sori.topology.Nodes;
import sori.trace.CarriedHeaders;

/**
 * Takes control records in: notes what is cancelled, and tells the stages, the last one first, so that what is heard stops before what
 * is still to come.
 */
public final class ControlProcessor implements Processor<Bytes, byte[], Bytes, SpecificRecordBase> {
    private static final Logger LOG = LoggerFactory.getLogger(ControlProcessor.class);

    private final JsonOrAvroReader<SpeechControl> reader;
    private final List<String> stages;
    private final boolean reports;
    private final int maxRecordBytes;
    private final Duration window;
    private final CarriedHeaders headers;
    private final Supplier<SpeechMetrics> metrics;
    private final Clock clock;
    private ProcessorContext<Bytes, SpecificRecordBase> context;
    private Cancellations cancellations = Cancellations.NONE;

    /**
     * @param codec reads a record that is no JSON
     * @param stages nodes to be told, the last of the way first
     * @param reports whether this application reports what cannot be read: several read the same topic
     * @param window how long what was cancelled is remembered
     * @param headers which go along with a failure
     * @param metrics is told what was asked for
     */
    public ControlProcessor(
            Codec<SpeechControl> codec,
            List<String> stages,
            boolean reports,
            int maxRecordBytes,
            Duration window,
            CarriedHeaders headers,
            Supplier<SpeechMetrics> metrics,
            Clock clock) {
        this.reader = new JsonOrAvroReader<>(SpeechControl.class, codec);
        this.stages = List.copyOf(stages);
        this.reports = reports;
        this.maxRecordBytes = maxRecordBytes;
        this.window = window;
        this.headers = headers;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        this.context = context;
        cancellations = new Cancellations(context.getStateStore(Nodes.CANCELLED), window);
        context.schedule(
                Cancellations.FORGET_INTERVAL,
                PunctuationType.WALL_CLOCK_TIME,
                now -> cancellations.forget(clock.millis()));
    }

    @Override
    public void process(Record<Bytes, byte[]> record) {
        Optional<Failure> oversize = DecodeProcessor.oversize(record.key(), record.value(), maxRecordBytes);
        if (oversize.isPresent()) {
            refuse(record, oversize.get());
            return;
        }
        Decoded<SpeechControl> decoded = record.value() == null
                ? new Decoded.Unreadable<>("the record has no value")
                : reader.read(record.value());
        if (decoded instanceof Decoded.Value<SpeechControl> read) {
            check(record, read.value())
                    .ifPresentOrElse(failure -> refuse(record, failure), () -> act(record, read.value()));
        } else {
            String why = ((Decoded.Unreadable<SpeechControl>) decoded).reason();
            refuse(record, new Failure(FailureReason.UNDECODABLE, why));
        }
    }

    private static Optional<Failure> check(Record<Bytes, byte[]> record, SpeechControl control) {
        if (control.getAction() != ControlAction.CANCEL) {
            return Optional.of(new Failure(
                    FailureReason.UNSUPPORTED,
                    "the control's action is not CANCEL, which is all that this release knows"));
        }
        if (record.key() == null && control.getUtteranceId() == null) {
            return Optional.of(new Failure(
                    FailureReason.UNSUPPORTED,
                    "a control record needs a key, or the utteranceId of an event without one"));
        }
        return Naming.problem(control);
    }

    private void act(Record<Bytes, byte[]> record, SpeechControl control) {
        String id = control.getUtteranceId();
        Bytes key = Keys.of(record, String.valueOf(id));
        metrics.get().cancelAsked();
        long upTo = ControlFirst.original(record.timestamp());
        if (id == null) {
            cancellations.cancelAll(key, upTo, clock.millis());
        } else {
            cancellations.cancel(new UtteranceName(key, id), clock.millis());
        }
        for (String stage : stages) {
            context.forward(new Record<>(key, control, upTo), stage);
        }
    }

    private void refuse(Record<Bytes, byte[]> record, Failure failure) {
        SourceOffset origin = StageProcessor.origin(context);
        LOG.warn("the control record at {} is passed over: {}", origin.id(), failure.reason());
        if (reports) {
            Bytes key = Keys.of(record, origin.id());
            long timestamp = ControlFirst.original(record.timestamp());
            context.forward(
                    new Record<>(
                            key,
                            failure.record(Stage.NORMALIZE, Optional.empty(), origin, clock.instant()),
                            timestamp,
                            headers.take(record.headers()).headers()),
                    Nodes.FAILURES);
        }
    }
}
