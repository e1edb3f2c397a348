package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import sori.schema.VoiceRoute;

class StoredRoutesTest {
    private final Map<Object, Object> entries = new HashMap<>();
    private int asked;
    private final StoredRoutes routes = new StoredRoutes(store());

    @SuppressWarnings("unchecked")
    private KeyValueStore<Bytes, byte[]> store() {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                KeyValueStore.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("get")) {
                        asked++;
                        return entries.get(arguments[0]);
                    }
                    return entries.put(arguments[0], arguments[1]);
                });
    }

    @Test
    void remembersWhatWasNoted() {
        VoiceRoute route = new VoiceRoute(7L, List.of("1"), List.of());
        routes.note("en", route);
        asked = 0;
        assertThat(routes.last("en")).contains(route);
        assertThat(asked).isZero();
        assertThat(new StoredRoutes(store()).last("en")).contains(route);
    }

    @Test
    void keepsNothingOfVoicesThatThereAreNot() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1000; i++) {
                assertThat(routes.last("nobody-" + i)).isEmpty();
            }
        }
        assertThat(asked).isEqualTo(2000); // so none was remembered
        assertThat(entries).isEmpty();
    }
}
