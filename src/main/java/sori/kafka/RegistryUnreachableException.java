package sori.kafka;

import org.apache.kafka.common.KafkaException;

/** A schema registry does not answer, or only with errors that may pass. Whoever catches it tries again later. */
public final class RegistryUnreachableException extends KafkaException {
    private static final long serialVersionUID = 1;

    RegistryUnreachableException(String message) {
        super(message);
    }
}
