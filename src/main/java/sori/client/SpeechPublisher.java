package sori.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.kafka.Codecs;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.ControlAction;
import sori.schema.SpeechControl;
import sori.schema.TextEvent;

/** Writes text events, whole or in pieces, and takes them back. Thread-safe. */
public final class SpeechPublisher implements AutoCloseable {
    private final Topic<TextEvent> text;
    private final Topic<SpeechControl> control;
    private final Producer<Bytes, byte[]> producer;
    private final AtomicInteger unacknowledged = new AtomicInteger();

    public SpeechPublisher(KafkaAccess kafka) {
        this(kafka, Topics.TEXT);
    }

    /** The same where records are framed in another way. */
    public SpeechPublisher(KafkaAccess kafka, Codecs codecs) {
        this(kafka, Topics.TEXT.framed(codecs), Topics.CONTROL.framed(codecs));
    }

    public SpeechPublisher(KafkaAccess kafka, Topic<TextEvent> text) {
        this(kafka, text, Topics.CONTROL);
    }

    /** To topics with other than the usual names. */
    public SpeechPublisher(KafkaAccess kafka, Topic<TextEvent> text, Topic<SpeechControl> control) {
        this(text, control, new KafkaProducer<>(kafka.producer(), new BytesSerializer(), new ByteArraySerializer()));
    }

    SpeechPublisher(Topic<TextEvent> text, Topic<SpeechControl> control, Producer<Bytes, byte[]> producer) {
        this.text = text;
        this.control = control;
        this.producer = producer;
    }

    /**
     * Sends an event and returns; the future is done when the brokers have it.
     *
     * @param key the scope within which events are spoken in order; when absent, the utterance's own id
     */
    public CompletableFuture<RecordMetadata> publish(TextEvent event, Optional<String> key) {
        return publish(event, key, Map.of());
    }

    /**
     * The same with record headers, such as {@code traceparent}.
     *
     * @param headers values by name
     */
    public CompletableFuture<RecordMetadata> publish(
            TextEvent event, Optional<String> key, Map<String, String> headers) {
        Bytes bytes = key.or(() -> Optional.ofNullable(event.getUtteranceId()))
                .map(UtteranceName::bytes)
                .orElse(null);
        byte[] value = text.codec().encode(event);
        ProducerRecord<Bytes, byte[]> record = new ProducerRecord<>(text.name(), bytes, value);
        headers.forEach((name, each) -> record.headers().add(name, each.getBytes(StandardCharsets.UTF_8)));
        return send(record);
    }

    /**
     * Begins an utterance whose text is sent while it is written. Close it before this publisher; the next utterance of the key waits
     * for that.
     *
     * @param utterance names it and says how it is spoken; its text is not used
     * @throws IllegalArgumentException without an utterance id
     */
    public LiveText publishLive(TextEvent utterance, Optional<String> key) {
        return new LiveText(utterance, part -> publish(part, key));
    }

    /**
     * Asks for the end of an utterance, or of all that a key's writers have sent so far; what of it waits to be heard is dropped by
     * those who listen. The topic must exist, with as many partitions as that of the texts.
     *
     * @param utteranceId one utterance, also one whose text comes yet
     * @param reason for a person
     */
    public CompletableFuture<RecordMetadata> cancel(String key, Optional<String> utteranceId, String reason) {
        return send(control.name(), null, UtteranceName.bytes(key), cancelling(utteranceId, reason));
    }

    /**
     * The same where the partition is known and not what the key says: of an event without a key, or one whose writer chose the
     * partition.
     *
     * @param partition of the text event
     * @param key absent for an event without one, which needs its id then
     */
    public CompletableFuture<RecordMetadata> cancelIn(
            int partition, Optional<String> key, Optional<String> utteranceId, String reason) {
        if (key.isEmpty() && utteranceId.isEmpty()) {
            throw new IllegalArgumentException("an event without a key is cancelled by its utterance id");
        }
        Bytes bytes = key.map(UtteranceName::bytes).orElse(null);
        return send(control.name(), partition, bytes, cancelling(utteranceId, reason));
    }

    private byte[] cancelling(Optional<String> utteranceId, String reason) {
        SpeechControl wish = new SpeechControl(ControlAction.CANCEL, utteranceId.orElse(null), reason);
        return control.codec().encode(wish);
    }

    private CompletableFuture<RecordMetadata> send(
            String topic, @Nullable Integer partition, @Nullable Bytes key, byte[] value) {
        return send(new ProducerRecord<>(topic, partition, key, value));
    }

    private CompletableFuture<RecordMetadata> send(ProducerRecord<Bytes, byte[]> record) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        unacknowledged.incrementAndGet();
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                unacknowledged.decrementAndGet();
                sent.complete(metadata);
            } else {
                sent.completeExceptionally(failure);
            }
        });
        return sent;
    }

    /** Records that were to be sent, whole texts, pieces or cancels, and that Kafka has not said it has: it may have them or not. */
    public int unacknowledged() {
        return unacknowledged.get();
    }

    /** Waits for what was sent. */
    @Override
    public void close() {
        producer.close();
    }

    /** Waits for what was sent, but no longer than that, and gives up what is {@link #unacknowledged} then. */
    public void close(Duration patience) {
        producer.close(patience);
    }
}
