package sori.stream;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.schema.AudioMark;
import sori.schema.JournalHead;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.vocoder.Vocoder;
import sori.vocoder.VocoderStream;

/** An utterance in the vocode stage, as far as it is spoken. For one stream thread, but for {@link #stream}. */
final class UtteranceSpeech {
    private final JournalHead head;
    private final Bytes key;
    private final AudioWriter writer;
    /** Where a restart cut a sentence whose vocoder's state is kept; without it, it is spoken again from its beginning. */
    private final Optional<AudioMark> cut;

    private Place queued;
    /** What was queued first, without its sound. */
    private @Nullable MelChunk beginning;

    private int segment;
    private int frames;
    private long firstSample;
    private WordMarks marks = new WordMarks(0, 1);
    private boolean over;
    private @Nullable VocoderStream stream;

    /** @param mark up to where it was written before a restart */
    UtteranceSpeech(JournalHead head, AudioWriter writer, Optional<AudioMark> mark) {
        this.head = head;
        this.key = Bytes.wrap(ByteBuffers.toArray(head.getKey()));
        this.writer = writer;
        this.segment = mark.map(AudioMark::getSegment).orElse(0);
        this.cut = mark.filter(m -> m.getVocoder().hasRemaining());
        this.frames = cut.map(AudioMark::getFrames).orElse(0);
        this.firstSample = cut.map(AudioMark::getFirstSample).orElse(0L);
        this.queued = new Place(head.getTicket(), segment, frames);
    }

    long ticket() {
        return head.getTicket();
    }

    long timestamp() {
        return head.getTimestamp();
    }

    Bytes key() {
        return key;
    }

    AudioWriter writer() {
        return writer;
    }

    /** Where the first mel chunk lies that does not wait for its turn yet. */
    Place queued() {
        return queued;
    }

    /** The chunk at {@link #queued} waits for its turn. */
    void queue(MelChunk chunk) {
        if (beginning == null) {
            beginning = MelChunk.newBuilder(chunk)
                    .setMel(ByteBuffer.allocate(0))
                    .setFrames(0)
                    .setAttended(List.of())
                    .setWords(List.of())
                    .build();
        }
        queued = chunk.getEndOfSegment()
                ? new Place(queued.ticket(), queued.segment() + 1, 0)
                : new Place(
                        queued.ticket(),
                        queued.segment(),
                        queued.part() + Math.max(1, chunk.getFrames())); // never stays
    }

    /** Its end in the place of a chunk that never comes. Something of it was queued. */
    MelChunk brokenOff() {
        return MelChunk.newBuilder(Objects.requireNonNull(beginning))
                .setSegment(queued.segment())
                .setFrameOffset(queued.part())
                .setEndOfSegment(true)
                .setLast(true)
                .setStatus(MelStatus.FAILED)
                .build();
    }

    /**
     * The vocoder's stream of a chunk's sentence, as it is before the chunk. Called on the workbench only, in the order of the
     * chunks.
     */
    VocoderStream stream(MelChunk chunk, Vocoder vocoder) {
        VocoderStream current = stream;
        if (chunk.getFrameOffset() == 0) {
            current = vocoder.stream();
        } else if (current == null) {
            AudioMark mark = cut.orElseThrow(() -> new IllegalStateException("a sentence without a beginning"));
            current = vocoder.resume(ByteBuffers.toArray(mark.getVocoder()));
        }
        stream = chunk.getEndOfSegment() ? null : current; // the next sentence has one of its own
        return current;
    }

    /** The sentence that is written next, or goes on. */
    int segment() {
        return segment;
    }

    /** Its frames that are written. */
    int frames() {
        return frames;
    }

    /** Its words: with the frames that are written in them. */
    WordMarks marks() {
        return marks;
    }

    /** A sentence begins where the audio has come to, or where the mark says. */
    void beginSentence(int hopSamples) {
        if (frames == 0) {
            firstSample = writer.samples();
        }
        marks = new WordMarks(firstSample, hopSamples);
    }

    /** A chunk's frames are written. */
    void written(MelChunk chunk) {
        if (chunk.getEndOfSegment()) {
            segment++;
            frames = 0;
        } else {
            frames += chunk.getFrames();
        }
    }

    /** Where to go on after a restart. */
    AudioMark mark(byte[] vocoder) {
        return writer.mark(segment, frames, firstSample, vocoder);
    }

    /** Whether nothing of it is to be written any more. */
    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }
}
