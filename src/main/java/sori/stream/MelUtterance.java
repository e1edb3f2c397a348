package sori.stream;

import org.apache.kafka.common.utils.Bytes;
import sori.schema.JournalHead;
import sori.schema.SymbolSequence;

/** An utterance in the mel stage of which at least one sentence was submitted. For one stream thread. */
final class MelUtterance {
    private final JournalHead head;
    private final SymbolSequence beginning;
    private final Bytes key;
    private final int attempt;
    private int nextSegment;
    private boolean over;

    /**
     * @param beginning its first sentence
     * @param attempt under which its frames go out
     */
    MelUtterance(JournalHead head, SymbolSequence beginning, int attempt) {
        this.head = head;
        this.beginning = beginning;
        this.key = Bytes.wrap(ByteBuffers.toArray(head.getKey()));
        this.attempt = attempt;
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
    }

    /** Whether nothing of it is to be forwarded any more. */
    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }

    /** Whether a sentence needs no work: it is forwarded, or the utterance is over. */
    boolean isPast(int segment) {
        return over || segment < nextSegment;
    }
}
