package sori.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.VoiceRoute;
import sori.synthesis.Routes;

/**
 * A partition's routes, beside the ids that it has seen: whoever takes the partition over goes on from them. They are written when
 * they change, which is once for each change of a voice's aliases. For one stream thread.
 */
final class StoredRoutes implements Routes {
    private static final Wire<VoiceRoute> WIRE = new Wire<>(VoiceRoute.class);

    /** Nothing else in the store begins like this: {@link SeenKeys}. */
    private static final String PREFIX = "\0route ";

    private final KeyValueStore<Bytes, byte[]> store;
    /** Of voices that there are; whatever else is asked for is not remembered. */
    private final Map<String, VoiceRoute> known = new HashMap<>();

    StoredRoutes(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public Optional<VoiceRoute> last(String voice) {
        return Optional.ofNullable(known.computeIfAbsent(voice, this::stored));
    }

    private @Nullable VoiceRoute stored(String voice) {
        byte[] bytes = store.get(Keys.named(PREFIX + voice));
        return bytes != null && WIRE.decode(bytes) instanceof Decoded.Value<VoiceRoute> read ? read.value() : null;
    }

    @Override
    public void note(String voice, VoiceRoute route) {
        if (!last(voice).equals(Optional.of(route))) {
            known.put(voice, route);
            store.put(Keys.named(PREFIX + voice), WIRE.encode(route));
        }
    }
}
