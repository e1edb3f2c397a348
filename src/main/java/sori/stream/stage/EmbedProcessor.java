package sori.stream.stage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import sori.kafka.UtteranceName;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelMark;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.UtteranceEnding;
import sori.stream.store.Journal;
import sori.stream.store.JournalHeads;
import sori.stream.store.JournalKey;
import sori.synthesis.Failure;
import sori.synthesis.SegmentEncoding;
import sori.synthesis.SourceOffset;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.synthesis.Voices;

/**
 * Spoken words to the indices of the voice's symbol table. Mostly at once, and then the stage keeps nothing. Only sentences whose
 * version is not here yet wait in the journal, and those of the same key behind them; other keys go on.
 */
public final class EmbedProcessor extends StageProcessor<Segment, SymbolSequence> {
    private final StageSetup setup;
    private final SpeechSettings settings;
    private Voices voices;
    private VoiceGate gate;
    /** Utterances in the journal, by key, in the order in which they came. */
    private final Map<Bytes, Deque<WaitingUtterance>> lanes = new LinkedHashMap<>();

    private Journal<Segment, MelMark> journal;
    private int waiting;
    private String givenUp = "";

    public EmbedProcessor(StageSetup setup) {
        super(Stage.EMBED, setup);
        this.setup = setup;
        this.settings = setup.settings();
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        forgetAll();
        voices = setup.parts().get().voices();
        gate = new VoiceGate(voices, Duration.ofSeconds(settings.voiceWaitSeconds()), clock());
        // Without marks: what is forwarded of an utterance is what the journal has no more.
        journal = new Journal<>(context, Stage.EMBED.title(), Segment.class, MelMark.class, setup.exactlyOnce());
        for (JournalHead head : journal.heads().all()) {
            takeUp(head);
        }
    }

    private void wake() {
        wake(Duration.ofMillis(settings.drainMs()), now -> drain());
    }

    @Override
    public void close() {
        super.close();
        forgetAll();
    }

    private void forgetAll() {
        lanes.clear();
        if (gate != null) {
            gate.releaseAll();
        }
        waiting = 0;
        givenUp = "";
    }

    /** An utterance that waited when the task's last life ended. */
    private void takeUp(JournalHead head) {
        journal.records().forEach(head.getTicket(), segment -> join(head, segment));
        wake();
    }

    @Override
    public void take(Record<Bytes, Segment> record) {
        Segment segment = record.value();
        if (name(segment).equals(givenUp)) {
            return; // one failure is enough
        }
        Bytes key = Keys.of(record, segment.getUtteranceId());
        UtteranceName utterance = new UtteranceName(key, segment.getUtteranceId());
        long eventTimestamp = Objects.requireNonNullElse(segment.getEventTimestamp(), record.timestamp());
        if (segment.getEnding() == UtteranceEnding.CANCELLED || cancellations().covers(utterance, eventTimestamp)) {
            stopWaiting(key, waiting -> waiting.name().equals(utterance));
            emit(key, SegmentEncoding.cancelled(segment), record.timestamp(), carried(record));
            return;
        }
        if (lanes.containsKey(key)) {
            keep(key, record);
            return;
        }
        try (Voices.Lease lease = voices.lease(segment.getVoice(), segment.getVoiceVersion())) {
            Voices.Found found = lease.found();
            if (found instanceof Voices.Found.Coming) {
                keep(key, record);
            } else {
                forward(key, segment, segment.getAttempt(), record.timestamp(), carried(record), found);
            }
        }
    }

    @Override
    public void cancel(Bytes key, Optional<String> id) {
        List<WaitingUtterance> stopped = stopWaiting(
                key,
                waiting -> id.filter(one -> !one.equals(waiting.name().id())).isEmpty()
                        && cancellations().covers(waiting.name(), JournalHeads.eventTimestamp(waiting.head())));
        for (WaitingUtterance utterance : stopped) {
            journal.beginning(utterance.head()).map(SegmentEncoding::cancelled).ifPresent(end -> {
                end.setAttempt(utterance.attempt());
                emit(key, end, clock().millis(), utterance.headers());
            });
        }
    }

    /** Takes utterances out of the journal that need not be spoken any more. */
    private List<WaitingUtterance> stopWaiting(Bytes key, Predicate<WaitingUtterance> which) {
        List<WaitingUtterance> stopped = lanes.getOrDefault(key, new ArrayDeque<>()).stream()
                .filter(which)
                .toList();
        for (WaitingUtterance utterance : stopped) {
            drop(key, utterance.ticket());
            journal.finish(utterance.head(), ticket -> {});
        }
        if (!stopped.isEmpty()) {
            drain(key);
        }
        return stopped;
    }

    private static String name(Segment segment) {
        return segment.getUtteranceId() + "/" + segment.getAttempt();
    }

    /** Puts a sentence into the journal, behind those of its key. */
    private void keep(Bytes key, Record<Bytes, Segment> record) {
        Segment segment = record.value();
        UtteranceName utterance = new UtteranceName(key, segment.getUtteranceId());
        long eventTimestamp = Objects.requireNonNullElse(segment.getEventTimestamp(), record.timestamp());
        Optional<Journal.Admitted> admitted = journal.admit(
                utterance,
                segment.getAttempt(),
                true,
                record.timestamp(),
                eventTimestamp,
                carried(record),
                () -> SegmentEncoding.bare(segment),
                false);
        if (admitted.isEmpty()) {
            return; // a lower attempt
        }
        admitted.get().replaced().ifPresent(ticket -> drop(key, ticket));
        JournalHead head = admitted.get().head();
        JournalKey place = new JournalKey(head.getTicket(), segment.getSegment(), 0);
        if (!journal.records().has(place)) {
            journal.records().put(place, segment);
            join(head, segment);
        }
        drain(key);
        wake();
    }

    private void join(JournalHead head, Segment segment) {
        Bytes key = JournalHeads.key(head);
        Deque<WaitingUtterance> lane = lanes.computeIfAbsent(key, first -> new ArrayDeque<>());
        WaitingUtterance utterance = lane.stream()
                .filter(each -> each.ticket() == head.getTicket())
                .findFirst()
                .orElseGet(() -> {
                    // Only a whole utterance can begin again: what went on before has the attempt that it had.
                    int attempt = segment.getSegment() == 0 ? journal.attempt(head) : segment.getAttempt();
                    lane.add(new WaitingUtterance(head, attempt));
                    return lane.getLast();
                });
        utterance.join(segment.getSegment());
        waiting++;
        gate.need(head.getTicket(), segment.getVoice(), segment.getVoiceVersion());
    }

    private void drain() {
        journal.settle(ticket -> {});
        List.copyOf(lanes.keySet()).forEach(this::drain);
        if (lanes.isEmpty() && journal.settled()) {
            rest();
        }
    }

    /** Whatever of a key need not wait any more. */
    private void drain(Bytes key) {
        Deque<WaitingUtterance> lane = lanes.getOrDefault(key, new ArrayDeque<>());
        while (!lane.isEmpty()) {
            WaitingUtterance first = lane.getFirst();
            if (gate.holds(first.ticket())) {
                return;
            }
            while (first.waiting() > 0) {
                forwardNext(first);
            }
            if (!first.over() && lane.size() == 1 && !setup.exactlyOnce()) {
                return; // its rest goes on under the same attempt, whatever happens meanwhile
            }
            lane.removeFirst();
            gate.release(first.ticket());
            journal.finish(first.head(), ticket -> {});
        }
        lanes.remove(key);
    }

    private void forwardNext(WaitingUtterance utterance) {
        int sentence = utterance.next();
        waiting--;
        Segment segment = journal.records()
                .get(new JournalKey(utterance.ticket(), sentence, 0))
                .orElseThrow();
        Voices.Found found = gate.found(utterance.ticket());
        boolean failed = forward(
                utterance.key(), segment, utterance.attempt(), utterance.timestamp(), utterance.headers(), found);
        journal.dropSegment(utterance.ticket(), sentence);
        if (failed || segment.getLast()) {
            waiting -= utterance.waiting();
            utterance.end();
        }
    }

    /** Forgets a lower attempt, whose records are gone. */
    private void drop(Bytes key, long ticket) {
        gate.release(ticket);
        lanes.getOrDefault(key, new ArrayDeque<>()).removeIf(each -> {
            waiting -= each.ticket() == ticket ? each.waiting() : 0;
            return each.ticket() == ticket;
        });
    }

    private void trace(Segment segment, Headers headers, long beganNanos) {
        SourceOffset source =
                new SourceOffset(segment.getSourceTopic(), segment.getSourcePartition(), segment.getSourceOffset());
        Map<String, Object> attributes = Map.of(
                "sori.voice", segment.getVoice(),
                "sori.voice.version", segment.getVoiceVersion(),
                "sori.sentence", (long) segment.getSegment());
        setup.spans().step(Stage.EMBED.title(), headers, source, beganNanos, System.nanoTime(), attributes);
    }

    /** @return whether nobody can speak it, which ends the utterance */
    private boolean forward(
            Bytes key, Segment segment, int attempt, long timestamp, Headers headers, Voices.Found found) {
        Optional<Failure> failure = Optional.empty();
        SymbolSequence sequence = SegmentEncoding.failed(segment);
        boolean ended = segment.getFailed(); // it was refused, and that reported, where it came in
        try {
            if (ended) {
                givenUp = name(segment);
            } else if (found instanceof Voices.Found.Here here) {
                long began = System.nanoTime();
                SymbolSequence encoded =
                        SegmentEncoding.encoded(segment, here.voice().encoder());
                trace(segment, headers, began);
                failure = SegmentEncoding.tooLarge(encoded);
                sequence = failure.isPresent() ? sequence : encoded;
            } else {
                failure = Optional.of(new Failure(FailureReason.UNKNOWN_VOICE, found.whyNot()));
            }
        } catch (RuntimeException e) {
            failure = Optional.of(Failure.internal(e));
        }
        if (failure.isPresent()) {
            givenUp = name(segment);
            SourceOffset origin =
                    new SourceOffset(segment.getSourceTopic(), segment.getSourcePartition(), segment.getSourceOffset());
            fail(key, timestamp, headers, segment.getUtteranceId(), origin, failure.get());
        }
        sequence.setAttempt(attempt);
        emit(key, sequence, timestamp, headers);
        return failure.isPresent() || ended;
    }
}
