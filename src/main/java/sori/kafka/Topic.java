package sori.kafka;

import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/** A topic as one typed value. The key is the scope within which order holds: any bytes, null only in records from outside. Thread-safe. */
public final class Topic<V extends SpecificRecordBase> {
    private final String name;
    private final Class<V> type;
    private final Codecs codecs;
    private final Codec<V> codec;

    private Topic(String name, Class<V> type, Codecs codecs, Codec<V> codec) {
        this.name = name;
        this.type = type;
        this.codecs = codecs;
        this.codec = codec;
    }

    /** In Avro's single-object encoding. */
    public static <V extends SpecificRecordBase> Topic<V> of(String name, Class<V> type) {
        return new Topic<>(name, type, Codecs.AVRO, Codecs.AVRO.codec(name, type));
    }

    /** The same type of record under another name. */
    public Topic<V> named(String other) {
        return new Topic<>(other, type, codecs, codecs.codec(other, type));
    }

    /** The same with records that are framed in another way. */
    public Topic<V> framed(Codecs other) {
        return new Topic<>(name, type, other, other.codec(name, type));
    }

    /** The same with another way to read and write. */
    public Topic<V> with(Codec<V> other) {
        return new Topic<>(name, type, codecs, other);
    }

    /** On the broker. */
    public String name() {
        return name;
    }

    public Serde<Bytes> key() {
        return Serdes.Bytes();
    }

    public Codec<V> codec() {
        return codec;
    }

    /**
     * Its deserializer throws {@link SerializationException} on what cannot be read, so the pipeline itself reads bytes and decodes them
     * in its first processor.
     */
    public Serde<V> value() {
        return Serdes.serdeFrom((topic, value) -> codec.encode(value), (topic, bytes) -> {
            Decoded<V> decoded = codec.decode(bytes);
            if (decoded instanceof Decoded.Value<V> read) {
                return read.value();
            }
            throw new SerializationException(((Decoded.Unreadable<V>) decoded).reason());
        });
    }
}
