package sori.stream;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;
import sori.stream.stage.SpeechMetrics;

/**
 * Tells of records that a topic did not take. A producer's own counts end with its stream thread, which such a record ends. Kafka makes
 * one of it for each producer; for the threads that send and those that hear from brokers.
 */
public final class WriteWatch implements ProducerInterceptor<byte[], byte[]> {
    /** Producer property: the {@link SpeechMetrics} that is told. */
    static final String TOLD_CONFIG = "sori.writes";

    private SpeechMetrics told = SpeechMetrics.NONE;

    /** Has the producers of an application watched. */
    static void put(Properties streams, SpeechMetrics told) {
        streams.put(
                StreamsConfig.producerPrefix(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG), WriteWatch.class.getName());
        streams.put(StreamsConfig.producerPrefix(TOLD_CONFIG), told);
    }

    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
        return record;
    }

    @Override
    public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
        if (failure != null && metadata != null && !isGivenUp(failure)) {
            told.notWritten(metadata.topic());
        }
    }

    /** Whether a record went with its transaction, and its topic has not refused it. */
    private static boolean isGivenUp(Exception failure) {
        return failure instanceof TransactionAbortedException
                || failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException;
    }

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(TOLD_CONFIG) instanceof SpeechMetrics metrics) {
            told = metrics;
        }
    }
}
