package sori.system;

import org.testcontainers.DockerClientFactory;
import sori.kafka.KafkaAccess;

/** A real broker for integration tests: in a container where a Docker engine is there, else from Maven jars. */
public interface TestedKafka extends AutoCloseable {
    /** {@code host:port} for clients. */
    String bootstrap();

    @Override
    void close();

    default KafkaAccess access() {
        return KafkaAccess.of(bootstrap());
    }

    static TestedKafka start() {
        return DockerClientFactory.instance().isDockerAvailable() ? new ContainerKafka() : new JarKafka();
    }
}
