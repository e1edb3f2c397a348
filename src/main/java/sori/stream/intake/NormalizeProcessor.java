package sori.stream.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.UtteranceName;
import sori.schema.FailureReason;
import sori.schema.OpenText;
import sori.schema.Segment;
import sori.schema.TextEvent;
import sori.schema.WaitingText;
import sori.stream.stage.Keys;
import sori.stream.stage.SpeechMetrics;
import sori.stream.stage.StageLoad;
import sori.stream.stage.StageProcessor;
import sori.stream.stage.StageSetup;
import sori.stream.store.OpenTexts;
import sori.stream.store.SeenUtterances;
import sori.stream.store.StoredRoutes;
import sori.synthesis.Failure;
import sori.synthesis.Routes;
import sori.synthesis.Segments;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;
import sori.synthesis.UtterancePlanner;
import sori.synthesis.UtterancePlanner.Plan;
import sori.topology.Nodes;
import sori.trace.CarriedHeaders;

/** Written text to spoken sentences; the voice's version is chosen here, once for the whole utterance. */
public final class NormalizeProcessor extends StageProcessor<TextEvent, Segment> {
    /** How often texts are looked for whose next part does not come. */
    private static final Duration TIME_OUTS = Duration.ofSeconds(1);

    private final StageSetup setup;
    private final Duration duplicateWindow;
    private UtterancePlanner planner;
    private SeenUtterances seen;
    private Routes routes = Routes.NONE;
    private OpenTexts open;
    /** How many texts are open, for other threads to look at. */
    private final AtomicLong opened = new AtomicLong();

    private SpeechMetrics.Watch watch = () -> {};
    private LiveTexts live;

    public NormalizeProcessor(StageSetup setup) {
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
        open = new OpenTexts(context.getStateStore(Nodes.parts()), opened);
        open.nameWaiting(waited -> TextArrival.of(waited).name());
        watch.close();
        watch = metrics().watch(Stage.NORMALIZE.title(), () -> StageLoad.ofOpenTexts(opened.get()));
        opened.set(metrics().watched() ? open.count() : 0);
        live = new LiveTexts(open, setup.settings(), planner, seen, routes, outlet(), clock());
        every(TIME_OUTS, now -> timeOut());
        every(SeenUtterances.FORGET_INTERVAL, now -> seen.forget(clock().millis()));
    }

    @Override
    public void close() {
        super.close();
        watch.close();
    }

    private PartReading.Outlet outlet() {
        return new PartReading.Outlet() {
            @Override
            public void emit(Bytes key, Segment segment, long timestamp, Headers headers) {
                go(key, segment, timestamp, headers);
            }

            @Override
            public void fail(
                    UtteranceName name, SourceOffset source, long timestamp, Headers headers, Failure failure) {
                Headers carried = setup.headers().take(headers).headers();
                NormalizeProcessor.this.fail(name.key(), timestamp, carried, name.id(), source, failure);
            }
        };
    }

    /** An utterance's first sentence tells what of its event's headers stays behind. */
    private void go(Bytes key, Segment segment, long timestamp, Headers headers) {
        CarriedHeaders.Taken taken = setup.headers().take(headers);
        if (segment.getSegment() == 0 && !taken.warnings().isEmpty()) {
            List<String> warnings = new ArrayList<>(segment.getWarnings());
            warnings.addAll(taken.warnings());
            segment.setWarnings(warnings);
        }
        emit(key, segment, timestamp, taken.headers());
    }

    @Override
    public void take(Record<Bytes, TextEvent> record) {
        SourceOffset origin = origin();
        TextEvent event = record.value();
        boolean named =
                event.getUtteranceId() != null && !event.getUtteranceId().isBlank();
        String id = named ? event.getUtteranceId() : origin.id();
        UtteranceName name = new UtteranceName(Keys.of(record, id), id);
        TextArrival arrival = new TextArrival(
                name, event, origin, record.timestamp(), setup.headers().clipped(record.headers()));
        if (named && origin.couldDerive(id)) {
            String detail = "the id is one that an event without an id gets from where it lies; choose another";
            fail(arrival, new Failure(FailureReason.UNSUPPORTED, detail));
        } else if (mustWait(arrival)) {
            open.keep(arrival.name(), arrival.waiting());
        } else if (speak(arrival)) {
            release(arrival.key());
        }
    }

    /** Whether a text of the key is open that the event is no part of: it is spoken when that is closed. */
    private boolean mustWait(TextArrival arrival) {
        return open.open(arrival.key())
                .filter(text -> !arrival.isPart()
                        || !text.getUtteranceId().equals(arrival.name().id()))
                .filter(text -> !cancellations().covers(arrival.name(), arrival.timestamp()))
                .isPresent();
    }

    /** @return whether it may have closed the open text of its key */
    private boolean speak(TextArrival arrival) {
        if (!arrival.isPart()) {
            speakWhole(arrival);
            return false;
        }
        if (open.open(arrival.key()).filter(text -> isOf(text, arrival)).isEmpty()
                && cancellations().covers(arrival.name(), arrival.timestamp())) {
            live.answer(arrival);
            return false;
        }
        long began = System.nanoTime();
        boolean closed = live.take(arrival);
        trace(arrival, began);
        return closed;
    }

    private static boolean isOf(OpenText text, TextArrival arrival) {
        return text.getUtteranceId().equals(arrival.name().id());
    }

    /** Speaks what waits under a key: of the text that is open its parts, and without one what came first. */
    private void release(Bytes key) {
        Optional<WaitingText> next = next(key);
        while (next.isPresent()) {
            speakWaiting(next.get());
            next = next(key);
        }
    }

    private Optional<WaitingText> next(Bytes key) {
        return open.open(key).map(text -> open.next(OpenTexts.name(text))).orElseGet(() -> open.next(key, 0));
    }

    private void speakWaiting(WaitingText waited) {
        TextArrival arrival = TextArrival.of(waited);
        open.drop(arrival.name(), waited);
        speak(arrival);
    }

    /** What waits under a key and is cancelled waits for nobody. */
    private void releaseCancelled(Bytes key) {
        Optional<WaitingText> next = open.next(key, 0);
        while (next.isPresent()) {
            WaitingText waited = next.get();
            TextArrival arrival = TextArrival.of(waited);
            if (cancellations().covers(arrival.name(), arrival.timestamp())) {
                speakWaiting(waited);
            }
            next = open.next(key, waited.getSourceOffset() + 1);
        }
    }

    private void speakWhole(TextArrival arrival) {
        Optional<SeenUtterances.Chosen> before = seen.chosenBefore(arrival.name(), arrival.source());
        long began = System.nanoTime();
        Plan plan = plan(before.map(by -> pinned(arrival.event(), by)).orElse(arrival.event()), arrival.key());
        trace(arrival, began);
        if (plan instanceof Plan.Refused refused) {
            fail(arrival, refused.failure());
            return;
        }
        Plan.Spoken spoken = (Plan.Spoken) plan;
        SeenUtterances.Chosen by =
                new SeenUtterances.Chosen(spoken.by().voice(), spoken.by().version());
        SeenUtterances.Seen met = seen.meet(arrival.name(), arrival.source(), by, clock().millis());
        if (met.taken()) {
            String detail = "the id was taken by the event at " + met.by().id();
            fail(arrival, new Failure(FailureReason.DUPLICATE, detail));
            return;
        }
        List<Segment> segments =
                Segments.of(spoken, arrival.name().id(), met.attempt(), arrival.source(), arrival.timestamp());
        if (cancellations().covers(arrival.name(), arrival.timestamp())) {
            go(arrival.key(), Segments.cancelled(segments.get(0)), arrival.timestamp(), arrival.headers());
        } else {
            segments.forEach(segment -> go(arrival.key(), segment, arrival.timestamp(), arrival.headers()));
        }
    }

    private void trace(TextArrival arrival, long beganNanos) {
        String text = arrival.event().getText();
        setup.spans()
                .step(
                        Stage.NORMALIZE.title(),
                        arrival.headers(),
                        arrival.source(),
                        beganNanos,
                        System.nanoTime(),
                        Map.of("sori.characters", (long) text.codePointCount(0, text.length())));
    }

    /** A text that is whole is on its way as soon as it comes: the stages behind stop it. One that is open is ended here. */
    @Override
    public void cancel(Bytes key, Optional<String> id) {
        open.open(key)
                .filter(text ->
                        cancellations().covers(new UtteranceName(key, text.getUtteranceId()), text.getEventTimestamp()))
                .ifPresent(live::cancel);
        releaseCancelled(key);
        release(key);
    }

    private void timeOut() {
        live.timeOut().forEach(this::release);
    }

    private void fail(TextArrival arrival, Failure failure) {
        fail(
                arrival.key(),
                arrival.timestamp(),
                setup.headers().take(arrival.headers()).headers(),
                arrival.name().id(),
                arrival.source(),
                failure);
    }

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
