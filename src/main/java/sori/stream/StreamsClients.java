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
import sori.stream.intake.ControlFirst;

/**
 * Consumers of an application whose instances share partitions among themselves, which hand control records out before a backlog
 * ({@link ControlFirstPoll}).
 */
final class ControlFirstConsumers implements KafkaClientSupplier {
    private final String controlTopic;
    private final int pollRecords;

    /**
     * @param controlTopic empty: there is none, and consumers are as usual
     * @param pollRecords that a consumer gives out at once at most: with fewer there is no backlog
     */
    ControlFirstConsumers(String controlTopic, int pollRecords) {
        this.controlTopic = controlTopic;
        this.pollRecords = pollRecords;
    }

    @Override
    @SuppressWarnings("unchecked") // a proxy of the interface
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        if (controlTopic.isEmpty()) {
            return consumer(config);
        }
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, new ControlFirst(consumer(config)));
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
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
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
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("poll") && arguments[0] instanceof Duration timeout) {
                return poll.poll(consumer, timeout);
            }
            try {
                return method.invoke(consumer, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
