package sori.stream.store;

import java.nio.ByteBuffer;
import java.util.Comparator;
import org.apache.kafka.common.utils.Bytes;

/**
 * Where a record stands in a journal. As bytes ({@link #PREFIX}, then big-endian numbers) the order is the same.
 *
 * @param ticket of the utterance, by arrival; never negative
 * @param segment within the utterance
 * @param part within the segment: 0, or the frame offset
 */
public record JournalKey(long ticket, int segment, int part) implements Comparable<JournalKey> {
    /** Keeps the records apart from what else a journal holds. */
    public static final byte PREFIX = 1;

    private static final Comparator<JournalKey> ORDER = Comparator.comparingLong(JournalKey::ticket)
            .thenComparingInt(JournalKey::segment)
            .thenComparingInt(JournalKey::part);

    public static JournalKey first(long ticket) {
        return new JournalKey(ticket, 0, 0);
    }

    public static JournalKey last(long ticket) {
        return new JournalKey(ticket, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Where the segment begins. */
    public JournalKey segmentStart() {
        return new JournalKey(ticket, segment, 0);
    }

    /** Where the next segment begins. */
    public JournalKey nextSegment() {
        return new JournalKey(ticket, segment + 1, 0);
    }

    public boolean isBefore(JournalKey other) {
        return compareTo(other) < 0;
    }

    public Bytes bytes() {
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES + 2 * Integer.BYTES)
                .put(PREFIX)
                .putLong(ticket)
                .putInt(segment)
                .putInt(part)
                .array());
    }

    static JournalKey of(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.get(), 1, bytes.get().length - 1);
        return new JournalKey(buffer.getLong(), buffer.getInt(), buffer.getInt());
    }

    @Override
    public int compareTo(JournalKey other) {
        return ORDER.compare(this, other);
    }
}
