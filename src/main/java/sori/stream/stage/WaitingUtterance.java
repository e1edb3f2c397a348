package sori.stream.stage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.UtteranceName;
import sori.schema.JournalHead;
import sori.stream.store.JournalHeads;

/** An utterance whose sentences wait for its version, in a stage that otherwise keeps nothing. For one stream thread. */
final class WaitingUtterance {
    private final JournalHead head;
    private final Headers headers;
    private final int attempt;
    private final Deque<Integer> sentences = new ArrayDeque<>();
    private boolean over;

    /** @param attempt under which its sentences go on */
    WaitingUtterance(JournalHead head, int attempt) {
        this.head = head;
        this.headers = JournalHeads.headers(head);
        this.attempt = attempt;
    }

    JournalHead head() {
        return head;
    }

    UtteranceName name() {
        return JournalHeads.name(head);
    }

    long ticket() {
        return head.getTicket();
    }

    Bytes key() {
        return JournalHeads.key(head);
    }

    long timestamp() {
        return head.getTimestamp();
    }

    /** What goes along with its sentences. */
    Headers headers() {
        return headers;
    }

    int attempt() {
        return attempt;
    }

    void join(int sentence) {
        sentences.add(sentence);
    }

    /** How many sentences have come and not gone on. */
    int waiting() {
        return sentences.size();
    }

    /** The sentence that goes on now. */
    int next() {
        return sentences.removeFirst();
    }

    /** Nothing of it goes on any more. */
    void end() {
        over = true;
        sentences.clear();
    }

    boolean over() {
        return over;
    }
}
