package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.SymbolSequence;

/**
 * Symbols to mel frames, on the engine's threads. {@link #process} only writes the sentence into the journal and returns;
 * a wall-clock punctuator forwards what the engine has finished, one record key's utterances and sentences in their order,
 * different keys independently. At most {@code openJobs} sentences are in the engine, taken from the journal in the order
 * of their arrival.
 */
final class MelProcessor extends StageProcessor<SymbolSequence, MelChunk> {
    /** What one drain may take before the thread looks after its records again: downstream stages run inside it. */
    private static final long DRAIN_LIMIT_NANOS = Duration.ofMillis(500).toNanos();

    private final SpeechSettings settings;
    private final Voices voices;
    private final boolean exactlyOnce;
    private final TreeMap<Place, MelJob> jobs = new TreeMap<>();
    private final Map<Long, MelUtterance> utterances = new HashMap<>();
    private final Map<Bytes, Deque<MelUtterance>> lanes = new LinkedHashMap<>();
    private Journal<SymbolSequence> journal;
    private Place cursor = Place.first(0);
    private boolean backlog = true;

    MelProcessor(SpeechSettings settings, Voices voices, boolean exactlyOnce, List<String> next, Clock clock) {
        super(Stage.MEL, next, clock);
        this.settings = settings;
        this.voices = voices;
        this.exactlyOnce = exactlyOnce;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        journal = new Journal<>(context, Stage.MEL, new Wire<>(SymbolSequence.class), exactlyOnce);
        context.schedule(Duration.ofMillis(settings.drainMs()), PunctuationType.WALL_CLOCK_TIME, now -> drain());
        submitBacklog();
    }

    @Override
    public void close() {
        jobs.values().forEach(MelJob::cancel);
        jobs.clear();
    }

    @Override
    public void process(Record<Bytes, SymbolSequence> record) {
        SymbolSequence sentence = record.value();
        String id = sentence.getUtteranceId();
        Optional<Journal.Admitted> admitted = journal.admit(
                id, Keys.of(record, id), sentence.getAttempt(), sentence.getSegment() == 0, record.timestamp());
        if (admitted.isEmpty()) {
            return;
        }
        admitted.get().replaced().ifPresent(this::drop);
        Place place = new Place(admitted.get().head().getTicket(), sentence.getSegment(), 0);
        if (!journal.has(place)) {
            journal.put(place, sentence);
            cursor = place.compareTo(cursor) < 0 ? place : cursor;
            backlog = true;
            submitBacklog();
        }
    }

    private void submitBacklog() {
        if (!backlog || jobs.size() >= settings.openJobs()) {
            return;
        }
        try (KeyValueIterator<Bytes, byte[]> rest = journal.scan(cursor, Place.last(Long.MAX_VALUE))) {
            while (jobs.size() < settings.openJobs() && rest.hasNext()) {
                KeyValue<Bytes, byte[]> entry = rest.next();
                Place place = Place.of(entry.key);
                cursor = place.next();
                submit(place, entry.value);
            }
            backlog = rest.hasNext();
        }
    }

    private void submit(Place place, byte[] bytes) {
        MelUtterance utterance = utterances.get(place.ticket());
        if (jobs.containsKey(place) || (utterance != null && utterance.isPast(place.segment()))) {
            return;
        }
        SymbolSequence sentence = journal.read(bytes);
        if (utterance == null) {
            Optional<JournalHead> head =
                    journal.head(sentence.getUtteranceId()).filter(h -> h.getTicket() == place.ticket());
            if (head.isEmpty()) {
                return; // the rest of an attempt that was replaced
            }
            utterance = new MelUtterance(head.get(), sentence, journal.attempt(head.get()));
            utterances.put(place.ticket(), utterance);
            lanes.computeIfAbsent(utterance.key(), key -> new ArrayDeque<>()).add(utterance);
        }
        jobs.put(place, MelJob.submit(sentence, voices));
    }

    private void drain() {
        journal.settle(utterances::remove);
        submitBacklog();
        long start = System.nanoTime();
        for (Bytes key : new ArrayList<>(lanes.keySet())) {
            drainLane(key, start + DRAIN_LIMIT_NANOS);
            if (System.nanoTime() - start > DRAIN_LIMIT_NANOS) {
                return;
            }
        }
    }

    private void drainLane(Bytes key, long deadlineNanos) {
        Deque<MelUtterance> lane = lanes.get(key);
        while (lane != null && !lane.isEmpty()) {
            MelUtterance utterance = lane.getFirst();
            forwardReady(utterance, lane.size() > 1, deadlineNanos);
            if (!utterance.over()) {
                lanes.remove(key); // to the end: whoever was cut short by the limit comes after all others
                lanes.put(key, lane);
                return;
            }
            lane.removeFirst();
        }
        lanes.remove(key);
    }

    private void forwardReady(MelUtterance utterance, boolean followed, long deadlineNanos) {
        MelJob job;
        while (!utterance.over() && (job = jobs.get(utterance.next())) != null) {
            for (MelChunk chunk : job.poll(utterance.attempt())) {
                emit(utterance.key(), chunk, utterance.timestamp());
            }
            if (!job.ended()) {
                return;
            }
            jobs.remove(utterance.next());
            job.failure().ifPresent(failure -> report(utterance, failure));
            utterance.advance();
            if (job.endsUtterance()) {
                finish(utterance);
            }
            submitBacklog(); // the engine goes on while the next sentence is vocoded
            if (System.nanoTime() - deadlineNanos > 0) {
                return;
            }
        }
        if (!utterance.over() && followed && !jobs.containsKey(utterance.next()) && !journal.has(utterance.next())) {
            abandon(utterance);
        }
    }

    /** A later utterance of the same key came before this one's end: the stage before lost it, and nothing may wait for it. */
    private void abandon(MelUtterance utterance) {
        SymbolSequence missing = SymbolSequence.newBuilder(utterance.beginning())
                .setSegment(utterance.nextSegment())
                .setFailed(true)
                .setLast(true)
                .build();
        MelJob.submit(missing, voices)
                .poll(utterance.attempt())
                .forEach(chunk -> emit(utterance.key(), chunk, utterance.timestamp()));
        report(utterance, new Failure(FailureReason.INTERNAL, "sentence " + utterance.nextSegment() + " never came"));
        finish(utterance);
    }

    private void report(MelUtterance utterance, Failure failure) {
        SymbolSequence of = utterance.beginning();
        Origin origin = new Origin(of.getSourceTopic(), of.getSourcePartition(), of.getSourceOffset());
        fail(utterance.key(), utterance.timestamp(), of.getUtteranceId(), origin, failure);
    }

    private void finish(MelUtterance utterance) {
        utterance.end();
        cancelJobs(utterance.ticket());
        journal.finish(utterance.beginning().getUtteranceId(), utterance.ticket(), utterances::remove);
    }

    private void drop(long ticket) {
        cancelJobs(ticket);
        MelUtterance utterance = utterances.remove(ticket);
        if (utterance != null) {
            Deque<MelUtterance> lane = lanes.get(utterance.key());
            if (lane != null) {
                lane.remove(utterance);
            }
        }
    }

    private void cancelJobs(long ticket) {
        Map<Place, MelJob> rest = jobs.subMap(Place.first(ticket), true, Place.last(ticket), true);
        rest.values().forEach(MelJob::cancel);
        rest.clear();
    }
}
