package sori.kafka;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last values of a topic, as many as fit: whoever may write to it decides how many there are, and nobody's heap holds them all. Not
 * thread-safe.
 */
public final class Latest<V> {
    /** Of records; as objects they take several times as much. */
    static final long MOST_BYTES = 32L << 20;

    private static final int BYTES_OF_ANY = 100;

    private final Deque<TopicReader.Placed<V>> values = new ArrayDeque<>();
    private long bytes;

    /** Takes a value in, and lets go of the first ones when there is no room for it. */
    public void add(TopicReader.Placed<V> placed) {
        values.addLast(placed);
        bytes += weight(placed);
        while (bytes > MOST_BYTES && values.size() > 1) {
            bytes -= weight(values.removeFirst());
        }
    }

    private static int weight(TopicReader.Placed<?> placed) {
        return placed.bytes() + BYTES_OF_ANY;
    }

    /** In the order in which they came. */
    public List<V> values() {
        return values.stream().map(TopicReader.Placed::value).toList();
    }
}
