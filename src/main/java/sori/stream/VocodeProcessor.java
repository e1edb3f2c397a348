package sori.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import sori.mel.MelFormat;
import sori.schema.AudioChunk;
import sori.schema.AudioMark;
import sori.schema.FailureReason;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.vocoder.VocoderStream;

/**
 * Mel frames to audio, as far as each chunk's frames make samples final: a streaming vocoder lags a few frames behind, one that
 * needs the whole sentence speaks at its end. The journal keeps a sentence's chunks while it is under way. After a restart an
 * utterance goes on behind its last committed sample under exactly once, and is spoken again from its beginning under
 * at-least-once.
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
        private int segment;
        private boolean over;
        private @Nullable Sentence sentence;
        /** Where a restart cut the sentence, until it goes on. */
        private @Nullable AudioMark cut;

        private Speech(JournalHead head, AudioWriter writer, int segment) {
            this.head = head;
            this.segment = segment;
            this.key = Bytes.wrap(ByteBuffers.toArray(head.getKey()));
            this.writer = writer;
        }

        /** Where the next mel chunk lies in the journal. */
        private Place next() {
            return new Place(head.getTicket(), segment, sentence == null ? 0 : sentence.frames);
        }
    }

    /** The sentence under way. */
    private static final class Sentence {
        private final VocoderStream stream;
        private final WordMarks marks;
        private final long firstSample;
        private int frames;

        private Sentence(SpeakingVoice voice, VocoderStream stream, long firstSample) {
            this.stream = stream;
            this.firstSample = firstSample;
            this.marks = new WordMarks(firstSample, voice.melFormat().hopSamples());
        }

        private void add(MelChunk chunk) {
            marks.add(chunk);
            frames += chunk.getFrames();
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
        speak(head);
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

    /** Everything that has come and is not spoken in this epoch. */
    private void speak(JournalHead head) {
        Speech speech = speeches.get(head.getTicket());
        if (speech == null) {
            speech = begin(head);
            speeches.put(head.getTicket(), speech);
        }
        Optional<MelChunk> chunk;
        while (!speech.over && (chunk = journal.get(speech.next())).isPresent()) {
            speak(speech, chunk.get());
        }
    }


    private Speech begin(JournalHead head) {
        Optional<AudioMark> mark = journal.mark(head.getTicket());
        int segment = mark.map(AudioMark::getSegment).orElse(0);
        Optional<SpeakingVoice> voice =
                journal.get(new Place(head.getTicket(), segment, 0)).flatMap(this::voice);
        int rate = voice.map(SpeakingVoice::melFormat).orElse(MelFormat.DEFAULT).sampleRateHz();
        Speech speech = new Speech(head, new AudioWriter(journal.attempt(head), rate, settings, mark), segment);
        speech.cut = mark.filter(m -> m.getFrames() > 0).orElse(null);
        return speech;
    }

    /** The sentence that a restart cut: its chunks tell the words so far, the mark the vocoder's state. */
    private void goOn(Speech speech, AudioMark mark, SpeakingVoice voice) {
        VocoderStream stream = voice.vocoder().resume(ByteBuffers.toArray(mark.getVocoder()));
        Sentence sentence = new Sentence(voice, stream, mark.getFirstSample());
        speech.sentence = sentence;
        speech.cut = null;
        while (sentence.frames < mark.getFrames()) {
            sentence.add(journal.get(speech.next()).orElseThrow(() -> new StateRefusedException(
                    Nodes.journal(Stage.VOCODE), "a chunk of a sentence under way is missing")));
        }
        sentence.marks.takeBefore(speech.writer.samples());
    }

    private Optional<SpeakingVoice> voice(MelChunk chunk) {
        return voices.find(chunk.getVoice(), chunk.getVoiceVersion());
    }

    private void speak(Speech speech, MelChunk chunk) {
        if (chunk.getStatus() == MelStatus.FAILED) {
            emit(speech.key, speech.writer.failed(chunk), speech.head.getTimestamp());
            speech.over = true;
        } else {
            vocode(speech, chunk);
        }
        if (speech.over || (chunk.getEndOfSegment() && chunk.getLast())) {
            speech.over = true;
            journal.finish(chunk.getUtteranceId(), speech.head.getTicket(), speeches::remove);
        }
    }

    private void vocode(Speech speech, MelChunk chunk) {
        List<AudioChunk> chunks = new ArrayList<>();
        Optional<Failure> failure;
        try {
            failure = voice(chunk)
                    .map(voice -> vocode(speech, chunk, voice, chunks))
                    .orElseGet(() -> Optional.of(new Failure(
                            FailureReason.UNKNOWN_VOICE,
                            "voice " + chunk.getVoice() + "@" + chunk.getVoiceVersion() + " is not here")));
        } catch (RuntimeException e) {
            failure = Optional.of(Failure.internal(e));
        }
        if (failure.isPresent()) {
            report(speech, chunk, failure.get());
            speech.over = true;
            if (chunks.isEmpty()) {
                chunks.add(speech.writer.failed(chunk));
            }
        }
        chunks.forEach(audio -> emit(speech.key, audio, speech.head.getTimestamp()));
    }

    private Optional<Failure> vocode(Speech speech, MelChunk chunk, SpeakingVoice voice, List<AudioChunk> chunks) {
        if (speech.cut != null) {
            goOn(speech, speech.cut, voice);
            return Optional.empty();
        }
        AudioWriter writer = speech.writer;
        Sentence sentence = speech.sentence;
        if (sentence == null) {
            sentence = new Sentence(voice, voice.vocoder().stream(), writer.samples());
            speech.sentence = sentence;
        }
        float[] audio = sentence.stream.push(MelFrames.of(chunk));
        if (chunk.getEndOfSegment()) {
            audio = joined(audio, sentence.stream.end());
        }
        sentence.add(chunk);
        chunks.addAll(writer.write(chunk, audio, sentence.marks));
        if (chunk.getEndOfSegment()) {
            journal.dropSentence(speech.head.getTicket(), speech.segment);
            speech.segment++;
            speech.sentence = null;
            moveMark(speech, 0, 0, new byte[0]);
        } else if (exactlyOnce && audio.length > 0) {
            moveMark(speech, sentence.frames, sentence.firstSample, sentence.stream.state());
        }
        return chunk.getEndOfSegment() && chunk.getLast() && writer.samples() == 0
                ? Optional.of(new Failure(FailureReason.EMPTY_TEXT, "the voice has no symbol for any of it"))
                : Optional.empty();
    }

    private void moveMark(Speech speech, int frames, long firstSample, byte[] vocoder) {
        journal.moveMark(
                speech.head.getTicket(), speech.writer.mark(speech.segment, frames, firstSample, vocoder));
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void report(Speech speech, MelChunk at, Failure failure) {
        Origin origin = new Origin(at.getSourceTopic(), at.getSourcePartition(), at.getSourceOffset());
        fail(speech.key, speech.head.getTimestamp(), at.getUtteranceId(), origin, failure);
    }
}
