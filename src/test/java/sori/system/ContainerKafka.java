package sori.system;

import org.testcontainers.kafka.KafkaContainer;

/** Kafka in a container. */
final class ContainerKafka implements TestedKafka {
    private final KafkaContainer container = new KafkaContainer("apache/kafka-native:4.4.0");

    ContainerKafka() {
        container.start();
    }

    @Override
    public String bootstrap() {
        return container.getBootstrapServers();
    }

    @Override
    public void close() {
        container.stop();
    }
}
