package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.MelStatus;

/**
 * Mel frames to audio. Griffin-Lim needs a whole sentence: its chunks are gathered in the journal and spoken when the last
 * one has come. After a restart an utterance goes on behind its last committed sentence under exactly once, and is spoken
 * again from its beginning under at-least-once.
 */
final class VocodeProcessor extends StageProcessor<MelChunk, AudioChunk> {
    private static final Duration SETTLE_INTERVAL = Duration.ofMillis(100);

    private final SpeechSettings settings;
    private final Voices voices;
    private final boolean exactlyOnce;
    private final Map<Long, Speech> speeches = new HashMap<>();
    private Journal<MelChunk, AudioMark> journal;
    private boolean recovered;

    VocodeProcessor(SpeechSettings settings, Voices voices, boolean exactlyOnce, List<String> next, Clock clock) {
        super(Stage.VOCODE, next, clock);
        this.settings = settings;
        this.voices = voices;
        this.exactlyOnce = exactlyOnce;
    }

    /** An utterance as far as it is spoken in this epoch. */
    private static final class Speech {
        private final JournalHead head;
        private final Bytes key;
        private final AudioWriter writer;
        private int nextSegment;
        private boolean over;

        private Speech(JournalHead head, AudioWriter writer, int nextSegment) {
            this.head = head;
            this.nextSegment = nextSegment;
            this.key = Bytes.wrap(ByteBuffers.toArray(head.getKey()));
            this.writer = writer;
        }
    }

    @Override
    public void init(ProcessorContext<Bytes, SpecificRecordBase> context) {
        super.init(context);
        speeches.clear();
        recovered = false;
        journal = new Journal<>(
                context, Stage.VOCODE, new Wire<>(MelChunk.class), new Wire<>(AudioMark.class), exactlyOnce);
        every(SETTLE_INTERVAL, now -> settle());
    }

    @Override
    public void process(Record<Bytes, MelChunk> record) {
        recover();
        MelChunk chunk = record.value();
        String id = chunk.getUtteranceId();
        boolean beginning = chunk.getSegment() == 0 && chunk.getFrameOffset() == 0;
        Optional<Journal.Admitted> admitted =
                journal.admit(id, Keys.of(record, id), chunk.getAttempt(), beginning, record.timestamp());
        if (admitted.isEmpty()) {
            return;
        }
        admitted.get().replaced().ifPresent(speeches::remove);
        JournalHead head = admitted.get().head();
        journal.put(new Place(head.getTicket(), chunk.getSegment(), chunk.getFrameOffset()), chunk);
        if (chunk.getEndOfSegment()) {
            speak(head);
        }
    }

    private void settle() {
        recover();
        journal.settle(speeches::remove);
    }

    /**
     * What was complete when an epoch of at-least-once ended, and may not have been heard. The incomplete ones go on when
     * their next sentence ends. Not in {@link #init}, where nothing can be forwarded yet.
     */
    private void recover() {
        if (!recovered) {
            recovered = true;
            for (JournalHead head : journal.open()) {
                journal.last(head.getTicket())
                        .filter(VocodeProcessor::endsUtterance)
                        .ifPresent(end -> speak(head));
            }
        }
    }

    private static boolean endsUtterance(MelChunk chunk) {
        return chunk.getEndOfSegment() && (chunk.getLast() || chunk.getStatus() == MelStatus.FAILED);
    }

    /** Every sentence that is complete and not spoken in this epoch. */
    private void speak(JournalHead head) {
        List<MelChunk> sentence;
        while (!(sentence = nextSentence(head)).isEmpty()) {
            MelChunk end = sentence.get(sentence.size() - 1);
            Optional<SpeakingVoice> voice = voices.find(end.getVoice(), end.getVoiceVersion());
            Speech speech = speeches.computeIfAbsent(head.getTicket(), ticket -> begin(head, voice));
            if (speech.over) {
                return;
            }
            if (end.getStatus() == MelStatus.FAILED) {
                emit(speech.key, speech.writer.failed(end), head.getTimestamp());
            } else {
                speakSentence(speech, sentence, voice);
            }
            journal.dropSentence(head.getTicket(), speech.nextSegment);
            speech.nextSegment++;
            if (speech.over || endsUtterance(end)) {
                speech.over = true;
                journal.finish(end.getUtteranceId(), head.getTicket(), speeches::remove);
            } else {
                journal.moveMark(head.getTicket(), speech.writer.mark(speech.nextSegment));
            }
        }
    }

    private Speech begin(JournalHead head, Optional<SpeakingVoice> voice) {
        int rate = voice.map(SpeakingVoice::melFormat)
                .orElse(sori.mel.MelFormat.DEFAULT)
                .sampleRateHz();
        Optional<AudioMark> mark = journal.mark(head.getTicket());
        AudioWriter writer = new AudioWriter(journal.attempt(head), rate, settings, mark);
        return new Speech(head, writer, mark.map(AudioMark::getSegment).orElse(0));
    }

    /** The chunks of the next sentence, or none when it is not complete. */
    private List<MelChunk> nextSentence(JournalHead head) {
        Speech speech = speeches.get(head.getTicket());
        int segment = speech != null
                ? speech.nextSegment
                : journal.mark(head.getTicket()).map(AudioMark::getSegment).orElse(0);
        List<MelChunk> chunks = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> stored = journal.scan(
                new Place(head.getTicket(), segment, 0), new Place(head.getTicket(), segment, Integer.MAX_VALUE))) {
            stored.forEachRemaining(entry -> chunks.add(journal.read(entry.value)));
        }
        boolean complete = !chunks.isEmpty() && chunks.get(chunks.size() - 1).getEndOfSegment();
        return complete ? chunks : List.of();
    }

    private void speakSentence(Speech speech, List<MelChunk> sentence, Optional<SpeakingVoice> voice) {
        MelChunk end = sentence.get(sentence.size() - 1);
        List<AudioChunk> chunks = new ArrayList<>();
        Optional<Failure> failure = Optional.empty();
        try {
            failure = vocode(speech.writer, sentence, voice, chunks);
        } catch (RuntimeException e) {
            failure = Optional.of(Failure.internal(e));
        }
        if (failure.isPresent()) {
            report(speech, end, failure.get());
            speech.over = true;
            if (chunks.isEmpty()) {
                chunks.add(speech.writer.failed(end));
            }
        }
        chunks.forEach(chunk -> emit(speech.key, chunk, speech.head.getTimestamp()));
    }

    private static Optional<Failure> vocode(
            AudioWriter writer, List<MelChunk> sentence, Optional<SpeakingVoice> voice, List<AudioChunk> chunks) {
        MelChunk end = sentence.get(sentence.size() - 1);
        if (voice.isEmpty()) {
            String name = end.getVoice() + "@" + end.getVoiceVersion();
            return Optional.of(new Failure(FailureReason.UNKNOWN_VOICE, "voice " + name + " is not here"));
        }
        float[] audio = audio(sentence, voice.get());
        chunks.addAll(writer.sentence(sentence, audio, voice.get().melFormat().hopSamples()));
        return end.getLast() && writer.samples() == 0
                ? Optional.of(new Failure(FailureReason.EMPTY_TEXT, "the voice has no symbol for any of it"))
                : Optional.empty();
    }

    private void report(Speech speech, MelChunk at, Failure failure) {
        Origin origin = new Origin(at.getSourceTopic(), at.getSourcePartition(), at.getSourceOffset());
        fail(speech.key, speech.head.getTimestamp(), at.getUtteranceId(), origin, failure);
    }

    /** {@code [samples]}; none for a sentence without a frame. */
    private static float[] audio(List<MelChunk> sentence, SpeakingVoice voice) {
        float[] mel = MelFrames.join(sentence);
        return mel.length == 0 ? mel : voice.vocoder().vocode(mel);
    }
}
