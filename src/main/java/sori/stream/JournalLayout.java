package sori.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/** Where things lie in a journal's store, beside the inputs ({@link JournalKey}). */
final class JournalLayout {
    /** Before an utterance's record key, with its length, and its id: where its head lies. */
    static final byte HEAD_PREFIX = 0;

    /** Its head holds the epoch; it comes before all other heads. */
    static final Bytes EPOCH = Bytes.wrap(new byte[] {HEAD_PREFIX});

    /** Behind all heads. */
    static final Bytes HEADS_END = Bytes.wrap(new byte[] {HEAD_PREFIX + 1});

    /** Where the version of the layout lies. */
    static final Bytes VERSION = Bytes.wrap(new byte[] {3});

    private static final byte MARK_PREFIX = 2;

    private JournalLayout() {}

    /** An utterance is named by its record key and its id. */
    static Bytes headKey(Bytes key, String utteranceId) {
        byte[] id = utteranceId.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(1 + Integer.BYTES + key.get().length + id.length)
                .put(HEAD_PREFIX)
                .putInt(key.get().length)
                .put(key.get())
                .put(id)
                .array());
    }

    /** Where an utterance's mark lies. */
    static Bytes markKey(long ticket) {
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES)
                .put(MARK_PREFIX)
                .putLong(ticket)
                .array());
    }
}
