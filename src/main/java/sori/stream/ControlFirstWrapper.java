package sori.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.internals.AsyncKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.StreamsRebalanceData;
import org.apache.kafka.streams.internals.ConsumerWrapper;

/**
 * {@link ControlFirstPoll} where the broker assigns partitions: there Kafka Streams makes its consumer itself and asks nobody but this
 * class of its own, by a setting that is internal to it. It is public because Kafka makes it.
 */
public final class ControlFirstWrapper extends ConsumerWrapper {
    /** Setting of the main consumer: the control topic. */
    static final String CONTROL = "sori.control";

    private ControlFirstPoll poll = new ControlFirstPoll("", 0);

    @Override
    public void wrapConsumer(
            AsyncKafkaConsumer<byte[], byte[]> consumer,
            Map<String, Object> config,
            Optional<StreamsRebalanceData> rebalancing) {
        super.wrapConsumer(consumer, config, rebalancing);
        poll = new ControlFirstPoll(String.valueOf(config.getOrDefault(CONTROL, "")), StreamsProperties.POLL_RECORDS);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return poll.poll(delegate, timeout);
    }
}
