package sori.stream.store;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.JournalHead;

/**
 * Utterances of a journal that nobody but its store knows, until others leave: those of bulk above some hundred, and whatever stands behind
 * them in its key. So a million of them cost disk and not heap. They are taken up in the order of their tickets; those that an
 * interactive utterance of their key waits behind come first, key by key. For one stream thread.
 */
public final class BulkBacklog {
    /** Utterances of bulk that are taken up and not ended. */
    public static final int MOST_HELD = 1000;

    /** So many more may be held of keys that are waited for. */
    public static final int MOST_HELD_MORE = 100;

    private static final Wire<JournalHead> HEAD = new Wire<>(JournalHead.class);
    private static final byte[] NOTHING = {};
    private static final long NONE = -1;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Function<byte[], JournalHead> reader;
    private final Set<Long> held = new HashSet<>();
    private long first;
    private boolean waitedFor;
    private long lastWaitedFor = NONE;

    /**
     * An utterance to be taken up.
     *
     * @param waitedFor whether an interactive one of its key stands behind it, or is it
     */
    public record Next(JournalHead head, boolean waitedFor) {}

    /** @param reader of heads in the store */
    BulkBacklog(KeyValueStore<Bytes, byte[]> store, Function<byte[], JournalHead> reader) {
        this.store = store;
        this.reader = reader;
        this.first = firstFrom(0);
        this.waitedFor = true; // whether it is so is seen when somebody asks
    }

    private long firstFrom(long ticket) {
        return firstTicket(JournalLayout.waiting(ticket), JournalLayout.waiting(Long.MAX_VALUE))
                .orElse(NONE);
    }

    /** The ticket at the end of the first key of a range. */
    private OptionalLong firstTicket(Bytes from, Bytes to) {
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
            return entries.hasNext()
                    ? OptionalLong.of(JournalLayout.ticketOf(entries.next().key))
                    : OptionalLong.empty();
        }
    }

    public boolean isEmpty() {
        return first == NONE;
    }

    /** Whether a new utterance has to wait here; so that keys keep their order, those behind it have to, too. */
    boolean takes(Bytes key, boolean bulk) {
        return bulk ? !isEmpty() || held.size() >= MOST_HELD : firstOf(key).isPresent();
    }

    /** An utterance of bulk is not here, and not ended. */
    void hold(long ticket) {
        held.add(ticket);
    }

    /** It has ended. */
    void release(long ticket) {
        held.remove(ticket);
    }

    /** How many utterances of bulk are not here, and not ended. */
    int held() {
        return held.size();
    }

    /** The highest ticket here. */
    OptionalLong lastTicket() {
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.reverseRange(JournalLayout.waiting(0), JournalLayout.waiting(Long.MAX_VALUE))) {
            return entries.hasNext()
                    ? OptionalLong.of(JournalLayout.ticketOf(entries.next().key))
                    : OptionalLong.empty();
        }
    }

    /** The head comes last: what a kill cuts off before it is not there, and is tidied up by whoever meets it. */
    void add(JournalHead head, boolean bulk) {
        UtteranceName name = JournalHeads.name(head);
        long ticket = head.getTicket();
        store.put(JournalLayout.waitingName(name), JournalLayout.ticketBytes(ticket));
        store.put(JournalLayout.waitingOf(name.key(), ticket), NOTHING);
        if (!bulk) {
            waitFor(ticket);
        }
        store.put(JournalLayout.waiting(ticket), HEAD.encode(head));
        first = isEmpty() ? ticket : first;
    }

    private void waitFor(long ticket) {
        store.put(JournalLayout.waitedFor(ticket), NOTHING);
        waitedFor = true;
    }

    /** Everything of a key is to be taken up before others. */
    public void hurry(Bytes key) {
        if (isEmpty()) {
            return;
        }
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.reverseRange(JournalLayout.waitingOf(key, 0), JournalLayout.waitingOf(key, Long.MAX_VALUE))) {
            if (entries.hasNext()) {
                waitFor(JournalLayout.ticketOf(entries.next().key));
            }
        }
    }

    /** What is known of an utterance, if it is here. */
    Optional<JournalHead> head(UtteranceName name) {
        if (isEmpty()) {
            return Optional.empty();
        }
        byte @Nullable [] ticket = store.get(JournalLayout.waitingName(name));
        return ticket == null
                ? Optional.empty()
                : head(JournalLayout.ticketOf(Bytes.wrap(ticket)))
                        .filter(head -> JournalHeads.name(head).equals(name));
    }

    private Optional<JournalHead> head(long ticket) {
        return Optional.ofNullable(store.get(JournalLayout.waiting(ticket))).map(reader);
    }

    /** The first utterance of a key. */
    private Optional<JournalHead> firstOf(Bytes key) {
        while (!isEmpty()) {
            OptionalLong ticket =
                    firstTicket(JournalLayout.waitingOf(key, 0), JournalLayout.waitingOf(key, Long.MAX_VALUE));
            if (ticket.isEmpty()) {
                return Optional.empty();
            }
            Optional<JournalHead> head = head(ticket.getAsLong())
                    .filter(found -> JournalHeads.key(found).equals(key));
            if (head.isPresent()) {
                return head;
            }
            store.delete(JournalLayout.waitingOf(key, ticket.getAsLong()));
        }
        return Optional.empty();
    }

    /** How many utterances are here; counts them. */
    long size() {
        long size = 0;
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.range(JournalLayout.waiting(0), JournalLayout.waiting(Long.MAX_VALUE))) {
            for (; entries.hasNext(); entries.next()) {
                size++;
            }
        }
        return size;
    }

    /**
     * An utterance is not here any more.
     *
     * @return whether it was
     */
    boolean remove(JournalHead head) {
        long ticket = head.getTicket();
        if (isEmpty() || head(ticket).isEmpty()) {
            return false;
        }
        UtteranceName name = JournalHeads.name(head);
        store.delete(JournalLayout.waiting(ticket));
        store.delete(JournalLayout.waitedFor(ticket));
        store.delete(JournalLayout.waitingOf(name.key(), ticket));
        store.delete(JournalLayout.waitingName(name));
        if (ticket == first) {
            first = firstFrom(ticket + 1);
        }
        return true;
    }

    /** The utterance to be taken up next, if one may be. */
    Optional<Next> next() {
        if (isEmpty()) {
            return Optional.empty();
        }
        if (waitedFor && held.size() < MOST_HELD + MOST_HELD_MORE) {
            Optional<JournalHead> next = nextWaitedFor();
            if (next.isPresent()) {
                return next.map(head -> new Next(head, true));
            }
        }
        return held.size() < MOST_HELD ? head(first).map(head -> new Next(head, false)) : Optional.empty();
    }

    /** Of each key that is waited for the first, by turns. */
    private Optional<JournalHead> nextWaitedFor() {
        while (waitedFor) {
            OptionalLong after =
                    firstTicket(JournalLayout.waitedFor(lastWaitedFor + 1), JournalLayout.waitedFor(Long.MAX_VALUE));
            if (after.isPresent()) {
                lastWaitedFor = after.getAsLong();
                Optional<JournalHead> next = head(lastWaitedFor).flatMap(head -> firstOf(JournalHeads.key(head)));
                if (next.isPresent()) {
                    return next;
                }
                store.delete(JournalLayout.waitedFor(lastWaitedFor));
            } else {
                waitedFor = lastWaitedFor != NONE; // once more from the beginning
                lastWaitedFor = NONE;
            }
        }
        return Optional.empty();
    }
}
