package sori.stream;

import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import sori.schema.JournalHead;
import sori.schema.MelMark;
import sori.schema.SymbolSequence;

/** An utterance in the mel stage of which at least one sentence was submitted. For one stream thread. */
final class MelUtterance {
    private final JournalHead head;
    private final SymbolSequence beginning;
    private final Bytes key;
    private final int attempt;
    private int nextSegment;
    private int frames;
    private String engine = "";
    private boolean engineChanged;
    private boolean over;
    private boolean written;

    /**
     * @param beginning its first sentence that is not forwarded yet
     * @param attempt under which its frames go out
     * @param mark how far they went out before a restart
     */
    MelUtterance(JournalHead head, SymbolSequence beginning, int attempt, Optional<MelMark> mark) {
        this.head = head;
        this.beginning = beginning;
        this.key = Bytes.wrap(ByteBuffers.toArray(head.getKey()));
        this.attempt = attempt;
        mark.ifPresent(this::goOnFrom);
    }

    private void goOnFrom(MelMark mark) {
        nextSegment = mark.getSegment();
        frames = mark.getFrames();
        engine = mark.getEngine();
        engineChanged = mark.getEngineChanged();
    }

    MelMark mark() {
        return new MelMark(nextSegment, frames, engine, engineChanged);
    }

    /** The same where what is forwarded counts for nothing but whole sentences. */
    MelMark markAtSentence(int segment) {
        return new MelMark(segment, 0, engine, engineChanged);
    }

    long ticket() {
        return head.getTicket();
    }

    long timestamp() {
        return head.getTimestamp();
    }

    SymbolSequence beginning() {
        return beginning;
    }

    Bytes key() {
        return key;
    }

    int attempt() {
        return attempt;
    }

    /** The sentence that is forwarded next. */
    int nextSegment() {
        return nextSegment;
    }

    /** Where that sentence stands in the journal. */
    Place next() {
        return new Place(ticket(), nextSegment, 0);
    }

    void advance() {
        nextSegment++;
        frames = 0;
    }

    /** Frames of a sentence that went out already. */
    int forwarded(int segment) {
        return segment == nextSegment ? frames : 0;
    }

    /** Notes what a job has handed out of the sentence under way. */
    void forwardedUpTo(int count) {
        frames = count;
    }

    /**
     * Notes which engine speaks the sentence under way.
     *
     * @param fingerprint empty for a sentence that needs none
     */
    void spokenBy(String fingerprint) {
        if (engine.isEmpty()) {
            engine = fingerprint;
        } else if (!fingerprint.isEmpty() && !fingerprint.equals(engine)) {
            engineChanged = true;
        }
    }

    /** Whether its frames come from more than one kind of engine. */
    boolean engineChanged() {
        return engineChanged;
    }

    /** Whether nothing of it is to be forwarded any more. */
    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }

    /** Whether a stage joined to this one has written all that there will be. */
    boolean written() {
        return written;
    }

    void writtenToEnd() {
        written = true;
    }

    /** Whether a sentence needs no work: it is forwarded, or the utterance is over. */
    boolean isPast(int segment) {
        return over || segment < nextSegment;
    }
}
