package sori.trace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import sori.schema.JournalHeader;
import sori.synthesis.ByteBuffers;
import sori.synthesis.SourceOffset;

/**
 * Which headers of a text event go along with everything that is made of it: W3C's trace context, what it is a replay of, and those
 * that the topology file lists. Of several headers of one name the last counts, as everywhere in Kafka; what is malformed or too long stays behind, and
 * nothing else is refused for it. Immutable.
 */
public final class CarriedHeaders {
    /** Those that need not be listed. */
    public static final CarriedHeaders TRACE = new CarriedHeaders(List.of());

    /** Header of an event that is published again: where the event lies that failed, as {@code topic-partition-offset}. */
    public static final String REPLAY_OF = "sori-replay-of";

    /** A listed header's longest value, in bytes. */
    static final int MOST_VALUE_BYTES = 256;

    /** What a header takes in a record beside its name and its value, at most. */
    private static final int OVERHEAD_BYTES = 4;

    private final Set<String> names;
    private final Optional<TraceBeginning> beginning;

    /** @param listed names of further headers */
    public CarriedHeaders(List<String> listed) {
        this(listed, Optional.empty());
    }

    /** @param beginning where an event that belongs to no trace begins one */
    public CarriedHeaders(List<String> listed, Optional<TraceBeginning> beginning) {
        this.beginning = beginning;
        Set<String> all = new LinkedHashSet<>(List.of(TraceContext.PARENT, TraceContext.STATE, REPLAY_OF));
        all.addAll(listed);
        this.names = all;
    }

    /**
     * What came of an event's headers.
     *
     * @param warnings about those that stay behind though the user listed them, for a person
     */
    public record Taken(Headers headers, List<String> warnings) {}

    /** Those of a record that may go along, in bounded memory: a value that is too long is cut, so that {@link #take} can tell. */
    public Headers clipped(Headers given) {
        RecordHeaders clipped = new RecordHeaders();
        for (String name : names) {
            Header last = given.lastHeader(name);
            if (last != null && last.value() != null) {
                byte[] value = last.value();
                int most = mostBytes(name) + 1;
                clipped.add(name, value.length > most ? Arrays.copyOf(value, most) : value);
            }
        }
        return clipped;
    }

    /** The same of an event that comes to the pipeline's door. */
    public Headers arrived(Headers given, SourceOffset source, long timestamp) {
        Headers clipped = clipped(given);
        if (beginning.isPresent() && TraceContext.of(clipped).isEmpty()) {
            clipped.remove(TraceContext.PARENT);
            clipped.remove(TraceContext.STATE);
            beginning.get().begin(source, timestamp).addTo(clipped);
        }
        return clipped;
    }

    /** Those of a record that go along. */
    public Taken take(Headers given) {
        RecordHeaders headers = new RecordHeaders();
        List<String> warnings = new ArrayList<>();
        Optional<TraceContext> trace = TraceContext.of(given);
        trace.ifPresent(context -> context.addTo(headers));
        for (Header header : clipped(given)) {
            if (TraceContext.isOf(header.key())) {
                continue;
            }
            if (header.value().length > MOST_VALUE_BYTES) {
                warnings.add("the header " + header.key() + " has more than " + MOST_VALUE_BYTES
                        + " bytes and does not go along");
            } else {
                headers.add(header);
            }
        }
        return new Taken(headers, warnings);
    }

    private static int mostBytes(String name) {
        return TraceContext.isOf(name) ? TraceContext.MOST_BYTES : MOST_VALUE_BYTES;
    }

    /** How much they can add to a record, in bytes. */
    public int mostBytes() {
        return names.stream()
                .mapToInt(name -> name.length() + mostBytes(name) + OVERHEAD_BYTES)
                .sum();
    }

    /** To be kept in a store. */
    public static List<JournalHeader> kept(Headers headers) {
        List<JournalHeader> kept = new ArrayList<>();
        for (Header header : headers) {
            kept.add(new JournalHeader(header.key(), ByteBuffer.wrap(header.value())));
        }
        return kept;
    }

    /** What was kept. */
    public static Headers of(List<JournalHeader> kept) {
        RecordHeaders headers = new RecordHeaders();
        kept.forEach(header -> headers.add(header.getName(), ByteBuffers.toArray(header.getValue())));
        return headers;
    }
}
