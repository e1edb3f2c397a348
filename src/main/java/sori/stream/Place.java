package sori.stream;

import java.nio.ByteBuffer;
import java.util.Comparator;
import org.apache.kafka.common.utils.Bytes;

/**
 * Where a record stands in a journal. As bytes ({@link #PREFIX}, then big-endian numbers) the order is the same.
 *
 * @param ticket of the utterance, by arrival; never negative
 * @param segment sentence within the utterance
 * @param part within the sentence: 0, or the frame offset
 */
record Place(long ticket, int segment, int part) implements Comparable<Place> {
    /** Keeps the records apart from what else a journal holds. */
    static final byte PREFIX = 1;

    private static final Comparator<Place> ORDER = Comparator.comparingLong(Place::ticket)
            .thenComparingInt(Place::segment)
            .thenComparingInt(Place::part);

    static Place first(long ticket) {
        return new Place(ticket, 0, 0);
    }

    static Place last(long ticket) {
        return new Place(ticket, Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** Where the sentence itself stands. */
    Place sentence() {
        return new Place(ticket, segment, 0);
    }

    /** The place directly after this one. */
    Place next() {
        return new Place(ticket, segment, part + 1);
    }

    Bytes bytes() {
        return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES + 2 * Integer.BYTES)
                .put(PREFIX)
                .putLong(ticket)
                .putInt(segment)
                .putInt(part)
                .array());
    }

    static Place of(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.get(), 1, bytes.get().length - 1);
        return new Place(buffer.getLong(), buffer.getInt(), buffer.getInt());
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
