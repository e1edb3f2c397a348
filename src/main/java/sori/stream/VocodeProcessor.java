package sori.stream;

import java.nio.ByteBuffer;
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
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import sori.kafka.Wire;
import sori.mel.MelFormat;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.MelStatus;

/**
 * Mel frames to audio, beside the stream thread, as far as each chunk's frames make samples final: a streaming vocoder lags a
 * few frames behind, one that needs the whole sentence speaks at its end. What is made is written in the order in which the
 * chunks came. The journal keeps a sentence's chunks while it is under way, unless the mel stage stands before it in the same task
 * ({@link Joint}). After a restart an utterance goes on behind its last committed sample under exactly once, and is spoken again from
 * its beginning under at-least-once.
 */
final class VocodeProcessor extends StageProcessor<MelChunk, AudioChunk> {
    /** One is vocoded, the next are ready to be; the others wait in the journal. */
    private static final int IN_WORK = 4;

    /** Chunks that stay in memory until their turn, so that they need not be read from the journal again. */
    private static final int MOST_HELD = 64;

    /** Utterances that one task's stage speaks at once, each with the state of its vocoder: more than any stage before it begins. */
    static final int MOST_UNFINISHED = 4000;

    /** How long a chunk waits that finds too many before it: reading goes on, slower. */
    private static final long PARK_NANOS = Duration.ofMillis(1).toNanos();

    private final SpeechSettings settings;
    private final VoiceLeases leases;
    private final Supplier<Workbench> workbenches;
    private final boolean exactlyOnce;
    private final boolean joined;
    private final Map<Long, UtteranceSpeech> speeches = new HashMap<>();
    private final Deque<Turn> waiting = new ArrayDeque<>();
    /** Utterances whose voice has not come, and those of the same keys behind them, by ticket. */
    private final TreeMap<Long, JournalHead> voiceless = new TreeMap<>();

    private final Set<ByteBuffer> waitingKeys = new HashSet<>();

    private final Map<Place, MelChunk> held = new HashMap<>();
    /** Utterances whose next chunk has not come, the one that has waited longest first. */
    private final Map<Long, UtteranceSpeech> unfinished = new LinkedHashMap<>();

    private final Deque<ChunkVocoding> inWork = new ArrayDeque<>();
    private Ledger<MelChunk, AudioMark> journal;
    private @Nullable Workbench workbench;
    private boolean recovered;

    /** A mel chunk in the journal. */
    private record Turn(UtteranceSpeech speech, Place place) {}

    /**
     * @param workbenches one for each task
     * @param joined whether the mel stage before it, in this task, keeps what both need
     */
    VocodeProcessor(
            SpeechSettings settings,
            Voices voices,
            Supplier<Workbench> workbenches,
            boolean exactlyOnce,
            boolean joined,
            List<String> next,
            Clock clock) {
        super(Stage.VOCODE, next, clock);
        this.settings = settings;
        this.leases = new VoiceLeases(voices, settings.voiceWaitSeconds() * 1000L);
        this.workbenches = workbenches;
        this.exactlyOnce = exactlyOnce;
        this.joined = joined;
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        forgetAll();
        journal = ledger();
        workbench = workbenches.get();
        wake();
    }

    private Ledger<MelChunk, AudioMark> ledger() {
        Ledger<MelChunk, AudioMark> kept = new Journal<>(
                context(), Stage.VOCODE, new Wire<>(MelChunk.class), new Wire<>(AudioMark.class), exactlyOnce);
        if (!joined) {
            return kept;
        }
        if (!kept.open().isEmpty()) {
            throw StateRefusedException.ofOtherShape(Nodes.journal(Stage.VOCODE));
        }
        return new JoinedLedger(context().getStateStore(Nodes.joint()));
    }

    private void wake() {
        wake(Duration.ofMillis(settings.drainMs()), now -> drain());
    }

    @Override
    public void close() {
        super.close();
        forgetAll();
    }

    /** What is still being vocoded goes nowhere: the journal knows what to begin again. */
    private void forgetAll() {
        if (workbench != null) {
            workbench.close();
            workbench = null;
        }
        speeches.clear();
        unfinished.clear();
        voiceless.clear();
        waitingKeys.clear();
        leases.releaseAll();
        waiting.clear();
        held.clear();
        inWork.clear();
        recovered = false;
    }

    @Override
    void take(Record<Bytes, MelChunk> record) {
        recover();
        MelChunk chunk = record.value();
        String id = chunk.getUtteranceId();
        boolean beginning = chunk.getSegment() == 0 && chunk.getFrameOffset() == 0;
        Optional<Ledger.Admitted> admitted =
                journal.admit(id, Keys.of(record, id), chunk.getAttempt(), beginning, record.timestamp());
        if (admitted.isEmpty()) {
            return;
        }
        admitted.get().replaced().ifPresent(this::drop);
        JournalHead head = admitted.get().head();
        Place place = new Place(head.getTicket(), chunk.getSegment(), chunk.getFrameOffset());
        if (!journal.has(place)) { // what has come once stays: it may be spoken in part
            journal.put(place, chunk);
            if (held.size() < MOST_HELD) {
                held.put(place, chunk);
            }
        }
        queue(head);
        giveUpLongest();
        work();
        wake();
        if (!joined && waiting.size() > settings.openJobs()) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    private void drop(long ticket) {
        UtteranceSpeech speech = speeches.remove(ticket);
        unfinished.remove(ticket);
        if (speech != null) {
            speech.end();
        }
        voiceless.remove(ticket);
        leases.release(ticket);
        held.keySet().removeIf(place -> place.ticket() == ticket);
    }

    private Optional<MelChunk> chunk(Place place) {
        return Optional.ofNullable(held.get(place)).or(() -> journal.get(place));
    }

    private void drain() {
        recover();
        journal.settle(this::drop);
        queueVoiceless();
        work();
        if (waiting.isEmpty() && inWork.isEmpty() && voiceless.isEmpty() && journal.settled()) {
            rest();
        }
    }

    /** Those whose voice has come, or is given up, unless one of the same key still waits before them. */
    private void queueVoiceless() {
        List<JournalHead> heads = List.copyOf(voiceless.values());
        voiceless.clear();
        waitingKeys.clear();
        heads.forEach(this::queue);
    }

    /** Whether an utterance must wait: for its voice, or behind one of its key that does. */
    private boolean mustWait(JournalHead head, MelChunk first) {
        leases.need(head.getTicket(), first.getVoice(), first.getVoiceVersion(), clock().millis());
        boolean behind = waitingKeys.contains(head.getKey());
        boolean coming = first.getStatus() != MelStatus.FAILED && leases.isComing(head.getTicket(), clock().millis());
        return behind || coming;
    }

    /**
     * What had come when the last life of this task ended. Not in {@link #init}, where nothing can be forwarded yet.
     */
    private void recover() {
        if (!recovered) {
            recovered = true;
            journal.open().forEach(head -> {
                queue(head);
                giveUpLongest();
            });
        }
    }

    /** Everything that has come of an utterance takes its turn. */
    private void queue(JournalHead head) {
        UtteranceSpeech speech = speeches.get(head.getTicket());
        if (speech == null) {
            Optional<AudioMark> mark = journal.mark(head.getTicket());
            int segment = mark.map(AudioMark::getSegment).orElse(0);
            Optional<MelChunk> first = chunk(new Place(head.getTicket(), segment, 0));
            if (first.isEmpty()) {
                return;
            }
            if (mustWait(head, first.get())) {
                voiceless.put(head.getTicket(), head);
                waitingKeys.add(head.getKey());
                if (voiceless.size() > VoiceLeases.MOST_WAITING) {
                    leases.giveUp(voiceless.firstKey()); // who has waited longest
                }
                return;
            }
            speech = begin(head, mark);
        }
        Optional<MelChunk> chunk;
        while ((chunk = chunk(speech.queued())).isPresent()) {
            waiting.add(new Turn(speech, speech.queued()));
            speech.queue(chunk.get());
            unfinished.remove(head.getTicket()); // to the end of the line
            if (!(chunk.get().getEndOfSegment() && chunk.get().getLast())) {
                unfinished.put(head.getTicket(), speech);
            }
        }
    }

    /** Bounds the heap: of the utterances whose next chunk has not come the one that has waited for it longest is not waited for. */
    private void giveUpLongest() {
        while (!joined && unfinished.size() > MOST_UNFINISHED) { // joined, the stage before has few under way
            UtteranceSpeech longest = unfinished.values().iterator().next();
            unfinished.remove(longest.ticket());
            MelChunk end = longest.brokenOff();
            journal.put(longest.queued(), end);
            waiting.add(new Turn(longest, longest.queued()));
            longest.queue(end);
            String detail = "what follows frame " + end.getFrameOffset() + " of sentence " + end.getSegment()
                    + " never came, and more than " + MOST_UNFINISHED + " others wait for what follows";
            report(longest, end, new Failure(FailureReason.INTERNAL, detail));
        }
    }

    /** Goes on with an utterance, or begins it. */
    private UtteranceSpeech begin(JournalHead head, Optional<AudioMark> mark) {
        MelFormat format = voice(head.getTicket()).map(SpeakingVoice::melFormat).orElse(MelFormat.DEFAULT);
        AudioWriter writer = new AudioWriter(journal.attempt(head), format.sampleRateHz(), settings, mark);
        UtteranceSpeech speech = new UtteranceSpeech(head, writer, mark);
        speech.beginSentence(format.hopSamples());
        recallWords(speech);
        speeches.put(head.getTicket(), speech);
        return speech;
    }

    /** The words of a sentence that a restart cut, up to where it was written. */
    private void recallWords(UtteranceSpeech speech) {
        int frames = 0;
        while (frames < speech.frames()) {
            Optional<MelChunk> chunk = journal.get(new Place(speech.ticket(), speech.segment(), frames));
            if (chunk.isEmpty() || chunk.get().getFrames() == 0) {
                break; // an earlier release let chunks be written over: words without marks are the lesser evil
            }
            speech.marks().add(chunk.get());
            frames += chunk.get().getFrames();
        }
        speech.marks().takeBefore(speech.writer().samples());
    }

    private Optional<SpeakingVoice> voice(long ticket) {
        return leases.found(ticket, clock().millis()) instanceof Voices.Found.Here here
                ? Optional.of(here.voice())
                : Optional.empty();
    }

    /** Begins what may begin, and writes what is done, in the order of the turns. */
    private void work() {
        beginWork();
        while (!inWork.isEmpty() && inWork.getFirst().done()) {
            ChunkVocoding done = inWork.removeFirst();
            if (!done.speech().over()) {
                write(done);
            }
            beginWork();
        }
    }

    private void beginWork() {
        while (inWork.size() < IN_WORK && !waiting.isEmpty() && workbench != null) {
            Turn turn = waiting.removeFirst();
            if (!turn.speech().over()) {
                MelChunk chunk = chunk(turn.place()).orElseThrow();
                held.remove(turn.place());
                inWork.add(ChunkVocoding.begin(
                        turn.speech(), chunk, voice(turn.speech().ticket()), workbench, exactlyOnce && !joined));
            }
        }
    }

    private void write(ChunkVocoding done) {
        UtteranceSpeech speech = done.speech();
        MelChunk chunk = done.chunk();
        List<AudioChunk> audio = new ArrayList<>();
        boolean failed = chunk.getStatus() == MelStatus.FAILED;
        if (!failed) {
            Optional<Failure> failure = write(done, audio);
            failure.ifPresent(why -> report(speech, chunk, why));
            failed = failure.isPresent();
        }
        if (failed && audio.isEmpty()) {
            audio.add(speech.writer().failed(chunk));
        }
        audio.forEach(part -> emit(speech.key(), part, speech.timestamp()));
        if (failed || (chunk.getEndOfSegment() && chunk.getLast())) {
            journal.finish(chunk.getUtteranceId(), speech.ticket(), this::drop);
            speech.end();
        }
    }

    /** The chunk's audio, and the mark behind it; or why there is none. */
    private Optional<Failure> write(ChunkVocoding done, List<AudioChunk> audio) {
        MelChunk chunk = done.chunk();
        if (done.voice().isEmpty()) {
            String why = leases.found(done.speech().ticket(), clock().millis()) instanceof Voices.Found.Refused refused
                    ? refused.why()
                    : "its voice is not here";
            return Optional.of(new Failure(FailureReason.UNKNOWN_VOICE, why));
        }
        ChunkVocoding.Vocoded vocoded;
        try {
            vocoded = done.vocoded();
        } catch (CompletionException e) {
            return Optional.of(new Failure(FailureReason.INTERNAL, String.valueOf(e.getCause())));
        }
        UtteranceSpeech speech = done.speech();
        AudioWriter writer = speech.writer();
        if (chunk.getFrameOffset() == 0) {
            speech.beginSentence(done.voice().get().melFormat().hopSamples());
        }
        speech.marks().add(chunk);
        audio.addAll(writer.write(chunk, vocoded.samples(), speech.marks()));
        int segment = speech.segment();
        speech.written(chunk);
        if (chunk.getEndOfSegment()) {
            journal.dropSentence(speech.ticket(), segment);
            journal.moveMark(speech.ticket(), speech.mark(vocoded.state()));
        } else if (!audio.isEmpty()) {
            journal.moveMark(speech.ticket(), speech.mark(vocoded.state()));
        }
        return chunk.getEndOfSegment() && chunk.getLast() && writer.samples() == 0
                ? Optional.of(new Failure(FailureReason.EMPTY_TEXT, "the voice has no symbol for any of it"))
                : Optional.empty();
    }

    private void report(UtteranceSpeech speech, MelChunk at, Failure failure) {
        Origin origin = new Origin(at.getSourceTopic(), at.getSourcePartition(), at.getSourceOffset());
        fail(speech.key(), speech.timestamp(), at.getUtteranceId(), origin, failure);
    }
}
