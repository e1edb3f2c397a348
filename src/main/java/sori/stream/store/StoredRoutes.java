package sori.stream.store;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.VoiceRoute;
import sori.synthesis.Routes;

/**
 * A partition's routes, beside the ids that it has seen: whoever takes the partition over goes on from them. They are written when
 * they change, which is once for each change of a voice's aliases. For one stream thread.
 */
public final class StoredRoutes implements Routes {
    private static final Wire<VoiceRoute> WIRE = new Wire<>(VoiceRoute.class);

    /** Nothing else in the store begins like this: {@link SeenKeys}. */
    private static final String PREFIX = "\0route ";

    /** Behind every key that begins with {@link #PREFIX}. */
    private static final String PREFIX_END = "\0route!";

    private final KeyValueStore<Bytes, byte[]> store;
    /** All of them: voices that there are, or were. So nobody looks into the store for names that stand for nothing. */
    private final Map<String, VoiceRoute> known = new HashMap<>();

    public StoredRoutes(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> all =
                store.range(UtteranceName.bytes(PREFIX), UtteranceName.bytes(PREFIX_END))) {
            all.forEachRemaining(entry -> {
                if (WIRE.decode(entry.value) instanceof Decoded.Value<VoiceRoute> read) {
                    String key = new String(entry.key.get(), StandardCharsets.UTF_8);
                    known.put(key.substring(PREFIX.length()), read.value());
                }
            });
        }
    }

    @Override
    public Optional<VoiceRoute> last(String voice) {
        return Optional.ofNullable(known.get(voice));
    }

    @Override
    public void note(String voice, VoiceRoute route) {
        if (!last(voice).equals(Optional.of(route))) {
            known.put(voice, route);
            store.put(UtteranceName.bytes(PREFIX + voice), WIRE.encode(route));
        }
    }
}
