package sori.stream.store;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.streams.state.KeyValueStore;
import sori.kafka.Decoded;
import sori.kafka.Wire;

/** Records as they lie in stores. Stateless. */
final class StoredRecord {
    private StoredRecord() {}

    /** @throws StateRefusedException when a store holds what this release cannot read */
    static <T extends SpecificRecordBase> T read(KeyValueStore<?, ?> store, Wire<T> wire, byte[] bytes) {
        Decoded<T> decoded = wire.decode(bytes);
        if (decoded instanceof Decoded.Value<T> read) {
            return read.value();
        }
        throw new StateRefusedException(store.name(), ((Decoded.Unreadable<T>) decoded).reason());
    }
}
