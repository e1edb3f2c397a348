package sori.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.client.SpeechReader.Heard.Cancelled;
import sori.kafka.Codec;
import sori.kafka.Decoded;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.kafka.UtteranceName;
import sori.schema.ControlAction;
import sori.schema.SpeechControl;

/**
 * Hears what is cancelled, on every partition and without a group: which member of a group hears an utterance is not known. Where
 * there is no topic for it, nothing is. Not thread-safe.
 */
final class ControlReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlReader.class);

    /** For what the topic holds already; a listener must not wait longer for its audio. */
    private static final Duration CATCH_UP = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> FIELDS = List.of("action", "utteranceId", "reason");

    /** So many are remembered. */
    private static final int LONGEST_KEY_BYTES = 4000;

    private final Topic<SpeechControl> topic;
    private final List<Cancelled> early = new ArrayList<>();
    private @Nullable TopicReader<SpeechControl> reader;

    private ControlReader(Topic<SpeechControl> topic, @Nullable TopicReader<SpeechControl> reader) {
        this.topic = topic;
        this.reader = reader;
    }

    /** Hears what is cancelled after this call returns. */
    static ControlReader fromNow(KafkaAccess kafka, Topic<SpeechControl> topic) {
        return new ControlReader(topic, TopicReader.exists(kafka, topic) ? TopicReader.fromNow(kafka, topic) : null);
    }

    /** Has read what the topic holds when this call returns; the first poll tells it. */
    static ControlReader fromBeginning(KafkaAccess kafka, Topic<SpeechControl> topic) {
        ControlReader control = new ControlReader(
                topic, TopicReader.exists(kafka, topic) ? TopicReader.fromBeginning(kafka, orJson(topic)) : null);
        control.catchUp();
        return control;
    }

    /** The pipeline takes JSON, too, and a listener must not miss what stops it. */
    private static Topic<SpeechControl> orJson(Topic<SpeechControl> avro) {
        Codec<SpeechControl> codec = avro.codec();
        return avro.with(new Codec<>() {
            @Override
            public byte[] encode(SpeechControl value) {
                return codec.encode(value);
            }

            @Override
            public Decoded<SpeechControl> decode(byte @Nullable [] bytes) {
                if (bytes == null || bytes.length == 0 || bytes[0] != '{') {
                    return codec.decode(bytes);
                }
                try {
                    return new Decoded.Value<>(fromJson(bytes));
                } catch (SerializationException e) {
                    return new Decoded.Unreadable<>(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public boolean frames(byte[] bytes) {
                return codec.frames(bytes);
            }
        });
    }

    /** @throws SerializationException for what the pipeline refuses, too */
    static SpeechControl fromJson(byte[] bytes) {
        try {
            JsonNode json = JSON.readTree(bytes);
            List<String> unknown = new ArrayList<>();
            json.fieldNames().forEachRemaining(unknown::add);
            unknown.removeAll(FIELDS);
            JsonNode id = json.path("utteranceId");
            if (!unknown.isEmpty() || !(id.isTextual() || id.isNull() || id.isMissingNode())) {
                throw new SerializationException("it has other fields than " + FIELDS);
            }
            boolean cancel = json.path("action").asText().equals(ControlAction.CANCEL.name());
            return new SpeechControl(
                    cancel ? ControlAction.CANCEL : ControlAction.OTHER,
                    id.textValue(),
                    json.path("reason").asText());
        } catch (IOException e) {
            throw new SerializationException("neither Avro nor JSON", e);
        }
    }

    private void catchUp() {
        long deadline = System.nanoTime() + CATCH_UP.toNanos();
        while (reader != null && !reader.atEnd() && System.nanoTime() - deadline < 0) {
            early.addAll(read(Duration.ofMillis(50)));
        }
    }

    /** What came since the last call, without waiting. */
    List<Cancelled> poll() {
        List<Cancelled> cancelled = new ArrayList<>(early);
        early.clear();
        cancelled.addAll(read(Duration.ZERO));
        return cancelled;
    }

    private List<Cancelled> read(Duration wait) {
        if (reader == null) {
            return List.of();
        }
        try {
            return reader.pollPlaced(wait).stream()
                    .flatMap(placed -> cancelling(placed).stream())
                    .toList();
        } catch (AuthorizationException e) {
            LOG.warn("{} may not be read, so that what is cancelled is heard to what is written", topic.name(), e);
            close();
            return List.of();
        }
    }

    /** Without a key and an id it names nothing. */
    static Optional<Cancelled> cancelling(Placed<SpeechControl> placed) {
        SpeechControl control = placed.value();
        Optional<String> id = Optional.ofNullable(control.getUtteranceId());
        return Optional.ofNullable(placed.key())
                .or(() -> id.map(UtteranceName::bytes))
                .filter(key -> control.getAction() == ControlAction.CANCEL)
                .filter(key ->
                        key.get().length <= LONGEST_KEY_BYTES && id.orElse("").length() <= SpeechReader.LONGEST_NAME)
                .map(key -> new Cancelled(key, id, placed.timestampMs()));
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
