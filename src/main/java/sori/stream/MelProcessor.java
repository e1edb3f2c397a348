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
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;
import sori.kafka.Wire;
import sori.schema.AudioMark;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;

/**
 * Symbols to mel frames, on the engine's threads. {@link #process} only writes the sentence into the journal and returns;
 * a wall-clock punctuator forwards what the engine has finished, one record key's utterances and sentences in their order,
 * different keys independently. At most {@code openJobs} sentences are in the engine, taken from the journal by turns of the
 * keys; some of these places no key may have for itself alone.
 */
final class MelProcessor extends StageProcessor<SymbolSequence, MelChunk> {
    /** How long a record waits that finds more sentences than the engine may have: reading goes on, slower. */
    private static final long PARK_NANOS = Duration.ofMillis(1).toNanos();

    /** What one drain may take before the thread looks after its records again: downstream stages run inside it. */
    private static final long DRAIN_LIMIT_NANOS = Duration.ofMillis(500).toNanos();

    /** Of one task. A stage before writes an utterance's sentences one behind the other. */
    static final int MOST_UNFINISHED = 1000;

    private final SpeechSettings settings;
    private final VoiceLeases leases;
    private final boolean exactlyOnce;
    private final boolean joined;
    private final TreeMap<Place, MelJob> jobs = new TreeMap<>();
    private final Map<Long, MelUtterance> utterances = new HashMap<>();
    private final Map<Bytes, Deque<MelUtterance>> lanes = new LinkedHashMap<>();
    /** Of utterances whose next sentence has not come the last that has, without its symbols; who has waited longest comes first. */
    private final Map<Long, SymbolSequence> unfinished = new LinkedHashMap<>();
    /** Utterances of which something has come behind a gap. */
    private final Set<Long> gapped = new HashSet<>();
    /** Sentences in the journal that were not given to the engine yet. */
    private final FairTurns turns = new FairTurns();
    /** Sentences that were given to the engine and are not done with: forwarded, or written by a vocode stage joined to this one. */
    private final TreeSet<Place> underWay = new TreeSet<>();
    /** Sentences whose voice has not come, and those of the same keys behind them: they take no place in the engine. */
    private final TreeSet<Place> voiceless = new TreeSet<>();

    private final Set<Bytes> waitingKeys = new HashSet<>();

    private Journal<SymbolSequence, MelMark> journal;

    /** @param joined whether the vocode stage behind it, in this task, leaves it to this one to keep what both need */
    MelProcessor(
            SpeechSettings settings,
            Voices voices,
            boolean exactlyOnce,
            boolean joined,
            List<String> next,
            Clock clock) {
        super(Stage.MEL, next, clock);
        this.settings = settings;
        this.leases = new VoiceLeases(voices, settings.voiceWaitSeconds() * 1000L);
        this.exactlyOnce = exactlyOnce;
        this.joined = joined;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        forgetAll();
        journal = new Journal<>(
                context, Stage.MEL, new Wire<>(SymbolSequence.class), new Wire<>(MelMark.class), exactlyOnce);
        refuseOtherShape();
        if (joined) {
            Joint joint = context.getStateStore(Nodes.joint());
            joint.connect(new Written());
        }
        takeUp();
        submitNext();
        wake();
    }

    /** Marks of one's own and marks of what a joined stage has written do not tell the same. */
    private void refuseOtherShape() {
        for (JournalHead head : journal.open()) {
            long ticket = head.getTicket();
            if (journal.mark(ticket).isPresent() && journal.audioMark(ticket).isPresent() != joined) {
                throw StateRefusedException.ofOtherShape(Nodes.journal(Stage.MEL));
            }
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

    /** What the engine still makes of it goes nowhere: the journal knows what to begin again. */
    private void forgetAll() {
        jobs.values().forEach(MelJob::cancel);
        jobs.clear();
        underWay.clear();
        voiceless.clear();
        waitingKeys.clear();
        leases.releaseAll();
        utterances.clear();
        lanes.clear();
        turns.clear();
        unfinished.clear();
        gapped.clear();
    }

    /** Everything in the journal waits for its turn, and no version may go before. */
    private void takeUp() {
        for (JournalHead head : journal.open()) {
            long ticket = head.getTicket();
            Bytes key = Bytes.wrap(ByteBuffers.toArray(head.getKey()));
            try (KeyValueIterator<Bytes, byte[]> entries = journal.scan(Place.first(ticket), Place.last(ticket))) {
                turns.goOnAt(
                        ticket, journal.mark(ticket).map(MelMark::getSegment).orElse(0));
                SymbolSequence last = null;
                while (entries.hasNext()) {
                    KeyValue<Bytes, byte[]> entry = entries.next();
                    Place place = Place.of(entry.key);
                    if (last == null) {
                        need(ticket, journal.read(entry.value));
                    }
                    if (place.part() == 0 && place.segment() == turns.end(ticket)) {
                        last = journal.read(entry.value);
                        turns.add(key, ticket);
                    } else if (place.part() == 0) {
                        gapped.add(ticket);
                    }
                }
                if (last != null) {
                    await(ticket, last);
                }
            }
        }
    }

    private void need(long ticket, SymbolSequence sentence) {
        leases.need(ticket, sentence.getVoice(), sentence.getVoiceVersion(), clock().millis());
    }

    @Override
    void take(Record<Bytes, SymbolSequence> record) {
        SymbolSequence sentence = record.value();
        String id = sentence.getUtteranceId();
        Bytes key = Keys.of(record, id);
        Optional<Ledger.Admitted> admitted =
                journal.admit(id, key, sentence.getAttempt(), sentence.getSegment() == 0, record.timestamp());
        if (admitted.isEmpty()) {
            return;
        }
        admitted.get().replaced().ifPresent(this::drop);
        need(admitted.get().head().getTicket(), sentence);
        Place place = new Place(admitted.get().head().getTicket(), sentence.getSegment(), 0);
        if (!journal.has(place)) {
            journal.put(place, sentence);
            takeTurns(key, place, sentence);
            submitNext();
            wake();
        }
        if (!turns.isEmpty()) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    /** A sentence that has come, and those behind it that came before it, wait for their turns. */
    private void takeTurns(Bytes key, Place place, SymbolSequence sentence) {
        if (place.segment() != turns.end(place.ticket())) {
            gapped.add(place.ticket());
            return;
        }
        SymbolSequence last = sentence;
        turns.add(key, place.ticket());
        for (Optional<SymbolSequence> next = afterTheLast(place.ticket());
                next.isPresent();
                next = afterTheLast(place.ticket())) {
            last = next.get();
            turns.add(key, place.ticket());
        }
        await(place.ticket(), last);
        giveUpLongestUnfinished();
    }

    private Optional<SymbolSequence> afterTheLast(long ticket) {
        if (!gapped.contains(ticket)) {
            return Optional.empty(); // mostly: looking into the journal for what is not there costs
        }
        return journal.get(new Place(ticket, turns.end(ticket), 0));
    }

    /** @param last sentence that has come without a gap before it */
    private void await(long ticket, SymbolSequence last) {
        unfinished.remove(ticket); // to the end of the line
        if (!last.getLast() && !last.getFailed()) {
            unfinished.put(ticket, withoutSymbols(last));
        }
    }

    private static SymbolSequence withoutSymbols(SymbolSequence sentence) {
        return SymbolSequence.newBuilder(sentence)
                .setSymbols(List.of())
                .setWords(List.of())
                .build();
    }

    /** Bounds the heap: of the utterances whose next sentence has not come the one that has waited for it longest is not waited for. */
    private void giveUpLongestUnfinished() {
        while (unfinished.size() > MOST_UNFINISHED) {
            long ticket = unfinished.keySet().iterator().next();
            SymbolSequence before = Objects.requireNonNull(unfinished.remove(ticket));
            JournalHead head = journal.head(before.getUtteranceId()).orElseThrow();
            int segment = turns.end(ticket);
            SymbolSequence end = SymbolSequence.newBuilder(before)
                    .setSegment(segment)
                    .setFailed(true)
                    .setLast(true)
                    .build();
            Bytes key = Bytes.wrap(ByteBuffers.toArray(head.getKey()));
            journal.put(new Place(ticket, segment, 0), end);
            turns.add(key, ticket);
            Failure failure = new Failure(
                    FailureReason.INTERNAL,
                    "sentence " + segment + " never came, and more than " + MOST_UNFINISHED
                            + " others wait for theirs");
            Origin origin = new Origin(before.getSourceTopic(), before.getSourcePartition(), before.getSourceOffset());
            fail(key, head.getTimestamp(), before.getUtteranceId(), origin, failure);
        }
    }

    private void submitNext() {
        while (hasRoom()) {
            Optional<Place> next = turns.poll(this::mayHaveOneMore);
            if (next.isEmpty()) {
                return;
            }
            journal.get(next.get()).ifPresent(sentence -> submit(next.get(), sentence));
        }
    }

    private boolean mayHaveOneMore(Bytes key) {
        int most = settings.openJobsOfOneKey();
        if (underWay.size() < most) {
            return true;
        }
        return underWay.stream()
                        .map(place -> utterances.get(place.ticket()))
                        .filter(utterance ->
                                utterance != null && utterance.key().equals(key))
                        .count()
                < most;
    }

    private boolean hasRoom() {
        return underWay.size() < settings.openJobs() && voiceless.size() < VoiceLeases.MOST_WAITING;
    }

    /** Those whose voice has come, or is given up, unless one of the same key still waits before them. */
    private void submitVoiceless() {
        waitingKeys.clear();
        for (Place place : List.copyOf(voiceless)) {
            MelUtterance utterance = utterances.get(place.ticket());
            if (utterance == null) {
                voiceless.remove(place);
            } else if (!waitingKeys.contains(utterance.key())) {
                if (underWay.size() < settings.openJobs() && !isComing(place)) {
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
        while (!turns.isEmpty() && voiceless.size() >= VoiceLeases.MOST_WAITING && jobs.size() < settings.openJobs()) {
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
        SymbolSequence due = reported(place).filter(SymbolSequence::getFailed).orElse(sentence);
        boolean silent = due.getFailed() || due.getSymbols().isEmpty();
        if (waitingKeys.contains(utterance.key()) || (!silent && isComing(place))) {
            voiceless.add(place);
            waitingKeys.add(utterance.key());
            return;
        }
        int forwarded = utterance.forwarded(place.segment());
        begin(
                place,
                silent
                        ? MelJob.withoutEngine(due, forwarded)
                        : MelJob.submit(sentence, forwarded, leases.found(place.ticket(), clock().millis())));
    }

    /**
     * The note beside a sentence that its failure is reported: a failure record leaves before a joined stage has written the sentence, and a
     * restart in between must neither report again nor speak what has failed. Under at-least-once records may come again.
     */
    private Optional<SymbolSequence> reported(Place place) {
        return joined && exactlyOnce ? journal.get(place.next()) : Optional.empty();
    }

    private void reportOnce(MelUtterance utterance, SymbolSequence sentence, Failure failure) {
        if (reported(utterance.next()).isPresent()) {
            return;
        }
        report(utterance, failure);
        if (joined && exactlyOnce) {
            boolean failed = failure.reason() != FailureReason.CUT;
            journal.put(
                    utterance.next().next(),
                    SymbolSequence.newBuilder(sentence).setFailed(failed).build());
        }
    }

    private void begin(Place place, MelJob job) {
        jobs.put(place, job);
        underWay.add(place);
    }

    private void drain() {
        journal.settle(this::forget);
        submitVoiceless();
        giveUpLongest();
        submitNext();
        drainLanes();
        if (lanes.isEmpty() && utterances.isEmpty() && turns.isEmpty() && journal.settled()) {
            rest();
        }
    }

    /** A sentence of each key by turns, as long as any has ended. */
    private void drainLanes() {
        long start = System.nanoTime();
        List<Bytes> keys = List.copyOf(lanes.keySet());
        while (!keys.isEmpty()) {
            List<Bytes> goOn = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                if (drainLane(keys.get(i))) {
                    goOn.add(keys.get(i));
                }
                if (System.nanoTime() - start > DRAIN_LIMIT_NANOS) {
                    keys.subList(0, i + 1).forEach(this::toTheEnd);
                    return;
                }
            }
            keys = goOn;
        }
    }

    /** Whoever was served before the limit cut a drain short comes after all others in the next. */
    private void toTheEnd(Bytes key) {
        Deque<MelUtterance> lane = lanes.remove(key);
        if (lane != null) {
            lanes.put(key, lane);
        }
    }

    /** @return whether a sentence came to its end, so that the next may be ready too */
    private boolean drainLane(Bytes key) {
        Deque<MelUtterance> lane = lanes.get(key);
        if (lane == null || lane.isEmpty()) {
            lanes.remove(key);
            return false;
        }
        MelUtterance utterance = lane.getFirst();
        boolean ended = utterance.over() || forwardReady(utterance, lane.size() > 1);
        if (utterance.over()) {
            lane.removeFirst();
        }
        if (lane.isEmpty()) {
            lanes.remove(key);
        }
        return ended;
    }

    /** @return whether the sentence came to its end */
    private boolean forwardReady(MelUtterance utterance, boolean followed) {
        @Nullable MelJob job = jobs.get(utterance.next());
        if (job == null) {
            if (followed && !journal.has(utterance.next())) {
                abandon(utterance);
            }
            return utterance.over();
        }
        boolean moved = forward(utterance, job);
        if (!job.ended()) {
            if (moved) {
                moveMark(utterance);
            }
            return false;
        }
        job.failure().ifPresent(failure -> reportOnce(utterance, job.sentence(), failure));
        if (!joined) {
            journal.dropSentence(utterance.ticket(), utterance.nextSegment());
            underWay.remove(utterance.next());
        }
        utterance.advance();
        if (job.endsUtterance()) {
            finish(utterance);
        } else {
            moveMark(utterance);
        }
        submitNext(); // the engine goes on while the next sentence is vocoded
        return true;
    }

    private void moveMark(MelUtterance utterance) {
        if (!joined) {
            journal.moveMark(utterance.ticket(), utterance.mark());
        }
    }

    /** What the engine has finished of a sentence; false when that is nothing new. */
    private boolean forward(MelUtterance utterance, MelJob job) {
        utterance.spokenBy(job.engine());
        List<MelChunk> chunks = job.poll(utterance.attempt(), utterance.engineChanged());
        if (chunks.isEmpty()) {
            return false;
        }
        if (job.ended()) {
            jobs.remove(utterance.next());
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
        Failure failure = new Failure(FailureReason.INTERNAL, "sentence " + utterance.nextSegment() + " never came");
        reportOnce(utterance, missing, failure);
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
        if (!joined) {
            journal.finish(utterance.beginning().getUtteranceId(), utterance.ticket(), this::forget);
        }
    }

    private void forget(long ticket) {
        utterances.remove(ticket);
        turns.drop(ticket);
        unfinished.remove(ticket);
        gapped.remove(ticket);
        leases.release(ticket);
    }

    private void drop(long ticket) {
        cancelJobs(ticket);
        underWay.subSet(Place.first(ticket), true, Place.last(ticket), true).clear();
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
        underWay.removeAll(rest.keySet());
        rest.clear();
        voiceless.subSet(Place.first(ticket), true, Place.last(ticket), true).clear();
        turns.drop(ticket);
        unfinished.remove(ticket);
        gapped.remove(ticket);
        leases.release(ticket);
    }

    /** What a vocode stage joined to this one tells of its work, in the middle of its own: nothing may be forwarded here. */
    private final class Written implements Joint.Before {
        private Optional<MelUtterance> find(String utteranceId, int attempt) {
            return journal.head(utteranceId)
                    .map(head -> utterances.get(head.getTicket()))
                    .filter(utterance -> utterance.attempt() == attempt);
        }

        @Override
        public boolean isOpen(String utteranceId, int attempt) {
            return find(utteranceId, attempt).filter(each -> !each.written()).isPresent();
        }

        @Override
        public Optional<AudioMark> writtenBefore(String utteranceId, int attempt) {
            return find(utteranceId, attempt).flatMap(utterance -> journal.audioMark(utterance.ticket()));
        }

        @Override
        public void written(String utteranceId, int attempt, AudioMark mark) {
            find(utteranceId, attempt).ifPresent(utterance -> {
                journal.moveAudioMark(utterance.ticket(), mark);
                journal.moveMark(utterance.ticket(), utterance.markAtSentence(mark.getSegment()));
            });
        }

        @Override
        public void sentenceWritten(String utteranceId, int attempt, int segment) {
            find(utteranceId, attempt).ifPresent(utterance -> {
                journal.dropSentence(utterance.ticket(), segment);
                underWay.remove(new Place(utterance.ticket(), segment, 0));
            });
        }

        @Override
        public void allWritten(String utteranceId, int attempt) {
            find(utteranceId, attempt).ifPresent(utterance -> {
                long ticket = utterance.ticket();
                utterance.writtenToEnd();
                utterance.end(); // what the engine still makes of it is of no use, if the vocode stage gave it up
                cancelJobs(ticket);
                underWay.subSet(Place.first(ticket), true, Place.last(ticket), true)
                        .clear();
                journal.finish(utteranceId, ticket, MelProcessor.this::forget);
            });
        }
    }
}
