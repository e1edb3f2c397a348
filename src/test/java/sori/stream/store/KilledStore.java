package sori.stream.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store whose process is killed after some writes. */
final class KilledStore {
    private KilledStore() {}

    /** The same store, until so many writes are done. */
    @SuppressWarnings("unchecked")
    static KeyValueStore<Bytes, byte[]> after(KeyValueStore<Bytes, byte[]> store, int writes) {
        int[] left = {writes};
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                KeyValueStore.class.getClassLoader(),
                new Class<?>[] {KeyValueStore.class},
                (proxy, method, arguments) -> {
                    boolean writing =
                            method.getName().equals("put") || method.getName().equals("delete");
                    if (writing && left[0]-- <= 0) {
                        throw new IllegalStateException("killed");
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
