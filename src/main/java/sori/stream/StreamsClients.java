package sori.stream;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;
import sori.stream.intake.ControlFirst;
import sori.stream.stage.SpeechMetrics;

/**
 * Clients of an application: consumers that hand control records out before a backlog ({@link ControlFirstPoll}), where the instances
 * share partitions among themselves, and producers that tell of commits.
 */
final class StreamsClients implements KafkaClientSupplier {
    private final String controlTopic;
    private final int pollRecords;
    private final SpeechMetrics told;

    /**
     * @param controlTopic empty: there is none, and consumers are as usual
     * @param pollRecords that a consumer gives out at once at most: with fewer there is no backlog
     * @param told of each transaction that is committed
     */
    StreamsClients(String controlTopic, int pollRecords, SpeechMetrics told) {
        this.controlTopic = controlTopic;
        this.pollRecords = pollRecords;
        this.told = told;
    }

    @Override
    @SuppressWarnings("unchecked") // a proxy of the interface
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return controlTopic.isEmpty()
                ? consumer(config)
                : (Consumer<byte[], byte[]>) proxy(Consumer.class, new ControlFirst(consumer(config)));
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    @SuppressWarnings("unchecked") // a proxy of the interface
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        return told.watched()
                ? (Producer<byte[], byte[]>) proxy(Producer.class, (self, method, arguments) -> {
                    Object result = passed(producer, method, arguments);
                    if (method.getName().equals("commitTransaction")) {
                        told.committed();
                    }
                    return result;
                })
                : producer;
    }

    private static @Nullable Object passed(Object client, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    /** For the thread of its consumer. */
    private final class ControlFirst implements InvocationHandler {
        private final Consumer<byte[], byte[]> consumer;
        private final ControlFirstPoll poll = new ControlFirstPoll(controlTopic, pollRecords);

        ControlFirst(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("poll") && arguments != null && arguments[0] instanceof Duration timeout) {
                return poll.poll(consumer, timeout);
            }
            return passed(consumer, method, arguments);
        }
    }
}
