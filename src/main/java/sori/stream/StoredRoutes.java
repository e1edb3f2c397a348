package sori.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.VoiceRoute;

/**
 * A partition's routes, beside the ids that it has seen: whoever takes the partition over goes on from them. They are written when
 * they change, which is once for each change of a voice's aliases. For one stream thread.
 */
final class StoredRoutes implements Routes {
    private static final Wire<VoiceRoute> WIRE = new Wire<>(VoiceRoute.class);

    /** No utterance's id begins like this: {@link Naming}. */
    private static final String PREFIX = "\0route ";

    /** Behind every key that begins with {@link #PREFIX}. */
    private static final String PREFIX_END = "\0route!";

    private final KeyValueStore<String, byte[]> store;
    /** All of them: voices that there are, or were. So nobody looks into the store for names that stand for nothing. */
    private final Map<String, VoiceRoute> known = new HashMap<>();

    StoredRoutes(KeyValueStore<String, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<String, byte[]> all = store.range(PREFIX, PREFIX_END)) {
            all.forEachRemaining(entry -> {
                if (WIRE.decode(entry.value) instanceof Decoded.Value<VoiceRoute> read) {
                    known.put(entry.key.substring(PREFIX.length()), read.value());
                }
            });
        }
    }

    /** Whether a key of the store is a route's. */
    static boolean isKey(String key) {
        return key.startsWith(PREFIX);
    }

    @Override
    public Optional<VoiceRoute> last(String voice) {
        return Optional.ofNullable(known.get(voice));
    }

    @Override
    public void note(String voice, VoiceRoute route) {
        if (!last(voice).equals(Optional.of(route))) {
            known.put(voice, route);
            store.put(PREFIX + voice, WIRE.encode(route));
        }
    }
}
