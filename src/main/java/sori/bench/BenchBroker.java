package sori.bench;

import sori.kafka.KafkaAccess;

/** The Kafka that a benchmark runs through, in a process of its own or somewhere else. */
public interface BenchBroker extends AutoCloseable {
    KafkaAccess access();

    /** Where it runs, for the table. */
    String place();

    /** Processor time of its process so far; NaN where that cannot be told. */
    double cpuSeconds();

    @Override
    void close();
}
