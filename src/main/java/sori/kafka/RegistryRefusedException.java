package sori.kafka;

import org.apache.kafka.common.KafkaException;

/** A schema registry says no for good: to a schema, to a user, to an address. */
public final class RegistryRefusedException extends KafkaException {
    private static final long serialVersionUID = 1;

    RegistryRefusedException(String message) {
        super(message);
    }
}
