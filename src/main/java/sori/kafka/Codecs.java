package sori.kafka;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecordBase;

/** How the records of topics say by which schema they were written. Thread-safe. */
public final class Codecs {
    /** Avro's single-object encoding, which needs nobody to ask. */
    public static final Codecs AVRO = new Codecs(Optional.empty());

    private final Optional<SchemaRegistry> registry;

    private Codecs(Optional<SchemaRegistry> registry) {
        this.registry = registry;
    }

    /** Confluent's framing: the number of a schema at a registry. */
    public static Codecs confluent(SchemaRegistry registry) {
        return new Codecs(Optional.of(registry));
    }

    /** Reads and writes one type of record on one topic. */
    public <V extends SpecificRecordBase> Codec<V> codec(String topic, Class<V> type) {
        return registry.<Codec<V>>map(asked -> new RegisteredWire<>(asked, topic, type))
                .orElseGet(() -> new Wire<>(type));
    }

    /**
     * Makes the schema of a topic known where others look for it, as {@code TOPIC-value}; without a registry does nothing.
     *
     * @throws RegistryRefusedException where the registry does not take it
     * @throws RegistryUnreachableException where it does not answer for two minutes
     */
    public void register(String topic, Class<? extends SpecificRecordBase> type) {
        registry.ifPresent(asked -> RegisteredWire.register(asked, topic, type));
    }
}
