package sori.stream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.UtteranceName;
import sori.schema.FailureReason;
import sori.schema.Segment;
import sori.schema.TextEvent;
import sori.synthesis.Failure;
import sori.synthesis.Routes;
import sori.synthesis.Segments;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;
import sori.synthesis.UtterancePlanner;
import sori.synthesis.UtterancePlanner.Plan;

/** Written text to spoken sentences; the voice's version is chosen here, once for the whole utterance. */
final class NormalizeProcessor extends StageProcessor<TextEvent, Segment> {
    private final StageSetup setup;
    private final Duration duplicateWindow;
    private UtterancePlanner planner;
    private SeenUtterances seen;
    private Routes routes = Routes.NONE;

    NormalizeProcessor(StageSetup setup) {
        super(Stage.NORMALIZE, setup);
        this.setup = setup;
        this.duplicateWindow = Duration.ofSeconds(setup.settings().duplicateWindowSeconds());
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        planner = new UtterancePlanner(setup.settings(), setup.parts().get().voices());
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(Nodes.seen());
        seen = new SeenUtterances(store, duplicateWindow, setup.exactlyOnce());
        routes = new StoredRoutes(store);
        every(SeenUtterances.FORGET_INTERVAL, now -> seen.forget(clock().millis()));
    }

    @Override
    void take(Record<Bytes, TextEvent> record) {
        SourceOffset origin = origin();
        TextEvent event = record.value();
        boolean named =
                event.getUtteranceId() != null && !event.getUtteranceId().isBlank();
        String id = named ? event.getUtteranceId() : origin.id();
        Bytes key = Keys.of(record, id);
        if (named && origin.couldDerive(id)) {
            String detail = "the id is one that an event without an id gets from where it lies; choose another";
            fail(key, record.timestamp(), id, origin, new Failure(FailureReason.UNSUPPORTED, detail));
            return;
        }
        UtteranceName name = new UtteranceName(key, id);
        Optional<SeenUtterances.Chosen> before = seen.chosenBefore(name, origin);
        Plan plan = plan(before.map(by -> pinned(event, by)).orElse(event), key);
        if (plan instanceof Plan.Refused refused) {
            fail(key, record.timestamp(), id, origin, refused.failure());
            return;
        }
        Plan.Spoken spoken = (Plan.Spoken) plan;
        SeenUtterances.Chosen by =
                new SeenUtterances.Chosen(spoken.by().voice(), spoken.by().version());
        SeenUtterances.Seen met = seen.meet(name, origin, by, clock().millis());
        if (met.taken()) {
            String detail = "the id was taken by the event at " + met.by().id();
            fail(key, record.timestamp(), id, origin, new Failure(FailureReason.DUPLICATE, detail));
            return;
        }
        List<Segment> segments = Segments.of(spoken, id, met.attempt(), origin, record.timestamp());
        if (cancellations().covers(name, record.timestamp())) {
            emit(key, Segments.cancelled(segments.get(0)), record.timestamp());
        } else {
            segments.forEach(segment -> emit(key, segment, record.timestamp()));
        }
    }

    /** A text that is whole is on its way as soon as it comes: the stages behind stop it. */
    @Override
    void cancel(Bytes key, Optional<String> id) {}

    private static TextEvent pinned(TextEvent event, SeenUtterances.Chosen by) {
        return TextEvent.newBuilder(event)
                .setVoice(by.voice())
                .setVoiceVersion(by.version())
                .build();
    }

    private Plan plan(TextEvent event, Bytes key) {
        try {
            return planner.plan(event, key.get(), clock().instant(), routes);
        } catch (RuntimeException e) {
            return new Plan.Refused(Failure.internal(e));
        }
    }
}
