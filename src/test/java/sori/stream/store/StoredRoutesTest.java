package sori.stream.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import sori.schema.VoiceRoute;
import sori.stream.stage.Keys;

class StoredRoutesTest {
    private final TreeMap<Bytes, byte[]> entries = new TreeMap<>();
    private int asked;
    private final StoredRoutes routes = new StoredRoutes(store());

    private record Range(Iterator<Map.Entry<Bytes, byte[]>> entries) implements KeyValueIterator<Bytes, byte[]> {
        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public KeyValue<Bytes, byte[]> next() {
            Map.Entry<Bytes, byte[]> next = entries.next();
            return KeyValue.pair(next.getKey(), next.getValue());
        }

        @Override
        public Bytes peekNextKey() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @SuppressWarnings("unchecked")
    private KeyValueStore<Bytes, byte[]> store() {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                KeyValueStore.class.getClassLoader(), new Class<?>[] {KeyValueStore.class}, (proxy, method, given) -> {
                    asked++;
                    return method.getName().equals("range")
                            ? new Range(entries.subMap((Bytes) given[0], true, (Bytes) given[1], true)
                                    .entrySet()
                                    .iterator())
                            : entries.put((Bytes) given[0], (byte[]) given[1]);
                });
    }

    @Test
    void remembersWhatWasNoted() {
        VoiceRoute route = new VoiceRoute(7L, List.of("1"), List.of());
        VoiceRoute other = new VoiceRoute(9L, List.of("1", "2"), List.of());
        routes.note("en", route);
        routes.note("zz-other-1", other);
        entries.put(Keys.named(""), new byte[] {1}); // the store's layout
        entries.put(Keys.named("an-utterance"), new byte[] {2});
        asked = 0;
        assertThat(routes.last("en")).contains(route);
        assertThat(asked).isZero();
        StoredRoutes again = new StoredRoutes(store());
        assertThat(again.last("en")).contains(route);
        assertThat(again.last("zz-other-1")).contains(other);
    }

    @Test
    void keepsNothingOfVoicesThatThereAreNotAndLooksForNone() {
        routes.note("en", new VoiceRoute(7L, List.of("1"), List.of()));
        asked = 0;
        for (int i = 0; i < 1000; i++) {
            assertThat(routes.last("nobody-" + i)).isEmpty();
        }
        assertThat(asked).isZero();
        assertThat(routes)
                .extracting("known")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .hasSize(1);
    }
}
