package sori.stream.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.UtteranceName;

/** Where things lie in a journal's store, beside the inputs ({@link JournalKey}). */
public final class JournalLayout {
    /** Before an utterance's record key, with its length, and its id: where its head lies. */
    public static final byte HEAD_PREFIX = 0;

    /** Its head holds the epoch; it comes before all other heads. */
    static final Bytes EPOCH = Bytes.wrap(new byte[] {HEAD_PREFIX});

    /** Behind all heads. */
    static final Bytes HEADS_END = Bytes.wrap(new byte[] {HEAD_PREFIX + 1});

    /** Where the version of the layout lies. */
    static final Bytes VERSION = Bytes.wrap(new byte[] {3});

    /** Before a ticket: the head of an utterance that waits in the {@link BulkBacklog}. Up to layout 3 there was another 4. */
    public static final byte WAITING_PREFIX = 5;

    private static final byte WAITING_NAME_PREFIX = 6;
    private static final byte WAITING_OF_KEY_PREFIX = 7;
    private static final byte WAITED_FOR_PREFIX = 8;

    private static final byte MARK_PREFIX = 2;

    private JournalLayout() {}

    /** An utterance is named by its record key and its id. */
    public static Bytes headKey(Bytes key, String utteranceId) {
        return StoreKeys.named(HEAD_PREFIX, key, utteranceId.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the head of an utterance that waits lies. */
    static Bytes waiting(long ticket) {
        return ticket(WAITING_PREFIX, ticket);
    }

    /** Where the ticket of an utterance that waits lies. */
    static Bytes waitingName(UtteranceName name) {
        return StoreKeys.named(WAITING_NAME_PREFIX, name);
    }

    /** Where it stands that an utterance of a record key waits. */
    static Bytes waitingOf(Bytes key, long ticket) {
        return StoreKeys.named(WAITING_OF_KEY_PREFIX, key, ticketBytes(ticket));
    }

    /** Where it stands that what waits of a key, up to an utterance, comes first. */
    static Bytes waitedFor(long ticket) {
        return ticket(WAITED_FOR_PREFIX, ticket);
    }

    static byte[] ticketBytes(long ticket) {
        return ByteBuffer.allocate(Long.BYTES).putLong(ticket).array();
    }

    /** The ticket that something ends with. */
    static long ticketOf(Bytes bytes) {
        return ByteBuffer.wrap(bytes.get()).getLong(bytes.get().length - Long.BYTES);
    }

    /** Where an utterance's mark lies. */
    static Bytes markKey(long ticket) {
        return ticket(MARK_PREFIX, ticket);
    }

    private static Bytes ticket(byte prefix, long ticket) {
        return Bytes.wrap(
                ByteBuffer.allocate(1 + Long.BYTES).put(prefix).putLong(ticket).array());
    }
}
