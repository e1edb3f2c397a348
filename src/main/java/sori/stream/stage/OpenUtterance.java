package sori.stream.stage;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.schema.JournalHead;
import sori.stream.store.JournalHeads;
import sori.stream.store.JournalKey;
import sori.synthesis.Work;

/** An utterance of which at least one record is in work. For one stream thread. */
final class OpenUtterance<I, O, M> {
    private final JournalHead head;
    private final Bytes key;
    private final boolean ofBulk;
    private final Headers headers;
    private final I beginning;
    private final Work<I, O, M> work;
    private final UtteranceExecutor beside;
    private final Places places;
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private final Pace pace;
    private boolean over;

    /**
     * @param next where the record behind it stands
     * @param bulk whether others go first
     * @param readyAt timestamp of what it was made of
     */
    private record UnderWay(JournalKey at, JournalKey next, boolean bulk, long readyAt) {}

    /**
     * @param beginning its first record that is not done with, less what takes memory
     * @param beside what the work has done elsewhere
     * @param places what its records in work take up
     */
    OpenUtterance(
            JournalHead head, I beginning, Work<I, O, M> work, Pace pace, UtteranceExecutor beside, Places places) {
        this.head = head;
        this.key = JournalHeads.key(head);
        this.ofBulk = JournalHeads.isBulk(head);
        this.headers = JournalHeads.headers(head);
        this.beginning = beginning;
        this.work = work;
        this.pace = pace;
        this.beside = beside;
        this.places = places;
    }

    JournalHead head() {
        return head;
    }

    long ticket() {
        return head.getTicket();
    }

    long timestamp() {
        return head.getTimestamp();
    }

    /** Timestamp of what the first of the records in work was made of. */
    long readyAt() {
        return underWay.isEmpty() ? timestamp() : underWay.getFirst().readyAt();
    }

    Pace pace() {
        return pace;
    }

    Bytes key() {
        return key;
    }

    /** What goes along with its results. */
    Headers headers() {
        return headers;
    }

    I beginning() {
        return beginning;
    }

    Work<I, O, M> work() {
        return work;
    }

    /** A record's work begins: whoever calls this has it begun. */
    void begun(JournalKey at, JournalKey next, boolean bulk, @Nullable Long readyAt) {
        underWay.add(new UnderWay(at, next, bulk, readyAt == null ? timestamp() : readyAt));
        places.take(bulk);
        if (bulk) {
            beside.takeTime();
        }
    }

    /** Whether others go before everything of it that is in work. */
    boolean isBulk() {
        return ofBulk && underWay.stream().allMatch(UnderWay::bulk);
    }

    /** Whether something of it is in work that others go before. */
    boolean hasBulkInWork() {
        return underWay.stream().anyMatch(UnderWay::bulk);
    }

    /** What of it is in work is bulk no more. */
    void hurry() {
        work.hurry();
        beside.hurry();
        for (int i = underWay.size(); i > 0; i--) {
            UnderWay each = underWay.removeFirst();
            places.leave(each.bulk());
            places.take(false);
            underWay.addLast(new UnderWay(each.at(), each.next(), false, each.readyAt()));
        }
    }

    /** How many of its records are in work. */
    int underWay() {
        return underWay.size();
    }

    /**
     * The first of the records in work is done.
     *
     * @return the segment that ends with it, if one does
     */
    OptionalInt done() {
        UnderWay first = underWay.removeFirst();
        places.leave(first.bulk());
        int segment = first.at().segment();
        return first.next().segment() > segment ? OptionalInt.of(segment) : OptionalInt.empty();
    }

    /** Nothing of it is forwarded any more. */
    void end() {
        over = true;
        work.cancel();
        underWay.forEach(each -> places.leave(each.bulk()));
        underWay.clear();
    }

    boolean over() {
        return over;
    }
}
