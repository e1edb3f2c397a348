package sori.kafka;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/**
 * A topic as one typed value. Thread-safe.
 *
 * @param name on the broker
 * @param key the scope within which order holds: any bytes, null only in records from outside
 * @param value Avro single-object encoding; its deserializer throws {@link SerializationException} on anything else, so
 *     the pipeline itself reads bytes and decodes them in its first processor
 */
public record Topic<V extends SpecificRecordBase>(String name, Serde<Bytes> key, Serde<V> value) {
    public static <V extends SpecificRecordBase> Topic<V> of(String name, Class<V> type) {
        return new Topic<>(name, Serdes.Bytes(), serde(new Wire<>(type)));
    }

    /** The same type of record under another name. */
    public Topic<V> named(String other) {
        return new Topic<>(other, key, value);
    }

    private static <V extends SpecificRecordBase> Serde<V> serde(Wire<V> wire) {
        return Serdes.serdeFrom((topic, value) -> wire.encode(value), (topic, bytes) -> {
            Decoded<V> decoded = wire.decode(bytes);
            if (decoded instanceof Decoded.Value<V> read) {
                return read.value();
            }
            throw new SerializationException(((Decoded.Unreadable<V>) decoded).reason());
        });
    }
}
