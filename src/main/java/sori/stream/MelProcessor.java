package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;

/**
 * Symbols to mel frames, on the engine's threads. {@link #process} only writes the sentence into the journal and returns;
 * a wall-clock punctuator forwards what the engine has finished, one record key's utterances and sentences in their order,
 * different keys independently. At most {@code openJobs} sentences are in the engine, taken from the journal in the order
 * of their arrival.
 */
final class MelProcessor extends StageProcessor<SymbolSequence, MelChunk> {
    /** How long a record waits that finds more sentences than the engine may have: reading goes on, slower. */
    private static final long PARK_NANOS = Duration.ofMillis(1).toNanos();

    /** What one drain may take before the thread looks after its records again: downstream stages run inside it. */
    private static final long DRAIN_LIMIT_NANOS = Duration.ofMillis(500).toNanos();

    private final SpeechSettings settings;
    private final VoiceLeases leases;
    private final boolean exactlyOnce;
    private final TreeMap<Place, MelJob> jobs = new TreeMap<>();
    private final Map<Long, MelUtterance> utterances = new HashMap<>();
    private final Map<Bytes, Deque<MelUtterance>> lanes = new LinkedHashMap<>();
    /** Sentences whose voice has not come, and those of the same keys behind them: they take no place in the engine. */
    private final TreeSet<Place> voiceless = new TreeSet<>();

    private final Set<Bytes> waitingKeys = new HashSet<>();

    private Journal<SymbolSequence, MelMark> journal;
    private Place cursor = Place.first(0);
    private boolean backlog = true;

    MelProcessor(SpeechSettings settings, Voices voices, boolean exactlyOnce, List<String> next, Clock clock) {
        super(Stage.MEL, next, clock);
        this.settings = settings;
        this.leases = new VoiceLeases(voices, settings.voiceWaitSeconds() * 1000L);
        this.exactlyOnce = exactlyOnce;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        forgetAll();
        journal = new Journal<>(
                context, Stage.MEL, new Wire<>(SymbolSequence.class), new Wire<>(MelMark.class), exactlyOnce);
        needVoices();
        submitBacklog();
        wake();
    }

    private void wake() {
        wake(Duration.ofMillis(settings.drainMs()), now -> drain());
    }

    @Override
    public void close() {
        super.close();
        forgetAll();
    }

    /** What the engine still makes of it goes nowhere: the journal knows what to begin again. */
    private void forgetAll() {
        jobs.values().forEach(MelJob::cancel);
        jobs.clear();
        voiceless.clear();
        waitingKeys.clear();
        leases.releaseAll();
        utterances.clear();
        lanes.clear();
        cursor = Place.first(0);
        backlog = true;
    }

    /** Of everything in the journal, also of what is not near its turn yet: no version may go before. */
    private void needVoices() {
        for (JournalHead head : journal.open()) {
            long ticket = head.getTicket();
            try (KeyValueIterator<Bytes, byte[]> entries = journal.scan(Place.first(ticket), Place.last(ticket))) {
                if (entries.hasNext()) {
                    need(ticket, journal.read(entries.next().value));
                }
            }
        }
    }

    private void need(long ticket, SymbolSequence sentence) {
        leases.need(ticket, sentence.getVoice(), sentence.getVoiceVersion(), clock().millis());
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
        need(admitted.get().head().getTicket(), sentence);
        Place place = new Place(admitted.get().head().getTicket(), sentence.getSegment(), 0);
        if (!journal.has(place)) {
            journal.put(place, sentence);
            cursor = place.compareTo(cursor) < 0 ? place : cursor;
            backlog = true;
            submitBacklog();
            wake();
        }
        if (backlog) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    private void submitBacklog() {
        if (!backlog || !hasRoom()) {
            return;
        }
        try (KeyValueIterator<Bytes, byte[]> rest = journal.scan(cursor, Place.last(Long.MAX_VALUE))) {
            while (hasRoom() && rest.hasNext()) {
                KeyValue<Bytes, byte[]> entry = rest.next();
                Place place = Place.of(entry.key);
                cursor = place.next();
                submit(place, journal.read(entry.value));
            }
            backlog = rest.hasNext();
        }
    }

    private boolean hasRoom() {
        return jobs.size() < settings.openJobs() && voiceless.size() < VoiceLeases.MOST_WAITING;
    }

    /** Those whose voice has come, or is given up, unless one of the same key still waits before them. */
    private void submitVoiceless() {
        waitingKeys.clear();
        for (Place place : List.copyOf(voiceless)) {
            MelUtterance utterance = utterances.get(place.ticket());
            if (utterance == null) {
                voiceless.remove(place);
            } else if (!waitingKeys.contains(utterance.key())) {
                if (jobs.size() < settings.openJobs() && !isComing(place)) {
                    voiceless.remove(place);
                    journal.get(place).ifPresent(sentence -> submit(place, sentence));
                } else {
                    waitingKeys.add(utterance.key());
                }
            }
        }
    }

    private boolean isComing(Place place) {
        return leases.isComing(place.ticket(), clock().millis());
    }

    /** So that nobody stands behind those who wait for voices: whoever has waited longest waits no longer. */
    private void giveUpLongest() {
        while (backlog && voiceless.size() >= VoiceLeases.MOST_WAITING && jobs.size() < settings.openJobs()) {
            leases.giveUp(voiceless.first().ticket());
            submitVoiceless();
        }
    }

    private void submit(Place place, SymbolSequence sentence) {
        MelUtterance utterance = utterances.get(place.ticket());
        if (jobs.containsKey(place) || (utterance != null && utterance.isPast(place.segment()))) {
            return;
        }
        if (utterance == null) {
            Optional<JournalHead> head =
                    journal.head(sentence.getUtteranceId()).filter(h -> h.getTicket() == place.ticket());
            if (head.isEmpty()) {
                return; // the rest of an attempt that was replaced
            }
            utterance =
                    new MelUtterance(head.get(), sentence, journal.attempt(head.get()), journal.mark(place.ticket()));
            utterances.put(place.ticket(), utterance);
            lanes.computeIfAbsent(utterance.key(), key -> new ArrayDeque<>()).add(utterance);
            if (utterance.isPast(place.segment())) {
                return;
            }
        }
        need(place.ticket(), sentence);
        boolean silent = sentence.getFailed() || sentence.getSymbols().isEmpty();
        if (waitingKeys.contains(utterance.key()) || (!silent && isComing(place))) {
            voiceless.add(place);
            waitingKeys.add(utterance.key());
            return;
        }
        int forwarded = utterance.forwarded(place.segment());
        jobs.put(
                place,
                silent
                        ? MelJob.withoutEngine(sentence, forwarded)
                        : MelJob.submit(sentence, forwarded, leases.found(place.ticket(), clock().millis())));
    }

    private void drain() {
        journal.settle(this::forget);
        submitVoiceless();
        giveUpLongest();
        submitBacklog();
        long start = System.nanoTime();
        for (Bytes key : new ArrayList<>(lanes.keySet())) {
            drainLane(key, start + DRAIN_LIMIT_NANOS);
            if (System.nanoTime() - start > DRAIN_LIMIT_NANOS) {
                return;
            }
        }
        if (lanes.isEmpty() && !backlog && journal.settled()) {
            rest();
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
            boolean moved = forward(utterance, job);
            if (!job.ended()) {
                if (moved) {
                    journal.moveMark(utterance.ticket(), utterance.mark());
                }
                return;
            }
            jobs.remove(utterance.next());
            job.failure().ifPresent(failure -> report(utterance, failure));
            journal.dropSentence(utterance.ticket(), utterance.nextSegment());
            utterance.advance();
            if (job.endsUtterance()) {
                finish(utterance);
            } else {
                journal.moveMark(utterance.ticket(), utterance.mark());
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

    /** What the engine has finished of a sentence; false when that is nothing new. */
    private boolean forward(MelUtterance utterance, MelJob job) {
        utterance.spokenBy(job.engine());
        List<MelChunk> chunks = job.poll(utterance.attempt(), utterance.engineChanged());
        if (chunks.isEmpty()) {
            return false;
        }
        chunks.forEach(chunk -> emit(utterance.key(), chunk, utterance.timestamp()));
        utterance.forwardedUpTo(job.frames());
        return true;
    }

    /** A later utterance of the same key came before this one's end: the stage before lost it, and nothing may wait for it. */
    private void abandon(MelUtterance utterance) {
        SymbolSequence missing = SymbolSequence.newBuilder(utterance.beginning())
                .setSegment(utterance.nextSegment())
                .setFailed(true)
                .setLast(true)
                .build();
        MelJob.withoutEngine(missing, utterance.forwarded(utterance.nextSegment()))
                .poll(utterance.attempt(), utterance.engineChanged())
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
        journal.finish(utterance.beginning().getUtteranceId(), utterance.ticket(), this::forget);
    }

    private void forget(long ticket) {
        utterances.remove(ticket);
        leases.release(ticket);
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
        voiceless.subSet(Place.first(ticket), true, Place.last(ticket), true).clear();
        leases.release(ticket);
    }
}
