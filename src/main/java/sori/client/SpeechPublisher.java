package sori.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Bytes;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.schema.TextEvent;

/** Writes text events. Thread-safe. */
public final class SpeechPublisher implements AutoCloseable {
    private final Topic<TextEvent> topic;
    private final KafkaProducer<Bytes, TextEvent> producer;

    public SpeechPublisher(KafkaAccess kafka) {
        this(kafka, Topics.TEXT);
    }

    public SpeechPublisher(KafkaAccess kafka, Topic<TextEvent> topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(
                kafka.producer(), topic.key().serializer(), topic.value().serializer());
    }

    /**
     * Sends an event and returns; the future is done when the brokers have it.
     *
     * @param key the scope within which events are spoken in order; when absent, the utterance's own id
     */
    public CompletableFuture<RecordMetadata> publish(TextEvent event, Optional<String> key) {
        Optional<String> routed = key.or(() -> Optional.ofNullable(event.getUtteranceId()));
        Bytes bytes = routed.map(name -> Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)))
                .orElse(null);
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        producer.send(new ProducerRecord<>(topic.name(), bytes, event), (metadata, failure) -> {
            if (failure == null) {
                sent.complete(metadata);
            } else {
                sent.completeExceptionally(failure);
            }
        });
        return sent;
    }

    /** Waits for what was sent. */
    @Override
    public void close() {
        producer.close();
    }
}
