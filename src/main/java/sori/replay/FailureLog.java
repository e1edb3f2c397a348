package sori.replay;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.schema.SpeechFailure;
import sori.synthesis.SourceOffset;

/** The topic of failures, read one after the other: there may be a million, and none is kept. */
final class FailureLog {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaAccess kafka;
    private final Topic<SpeechFailure> topic;
    /** By partition: how far it has been read. */
    private final Map<Integer, Long> ends = new HashMap<>();

    FailureLog(KafkaAccess kafka, Topic<SpeechFailure> topic) {
        this.kafka = kafka;
        this.topic = topic;
        if (!TopicReader.exists(kafka, topic)) {
            throw new Refusal("there is no topic " + topic.name() + "; `sori run` makes it");
        }
    }

    /** A failure as it lies in the topic. */
    record Found(@Nullable Bytes key, SpeechFailure failure, Headers headers) {
        /** The record that failed. */
        SourceOffset source() {
            return FailureLog.source(failure);
        }
    }

    static SourceOffset source(SpeechFailure failure) {
        return new SourceOffset(failure.getSourceTopic(), failure.getSourcePartition(), failure.getSourceOffset());
    }

    /** By partition of a topic: where the first of the records lies that the failures are of. */
    Map<Integer, Long> firsts(FailureFilter filter, String sources) {
        Map<Integer, Long> firsts = new HashMap<>();
        forEach(filter, found -> {
            if (found.source().topic().equals(sources)) {
                firsts.merge(found.source().partition(), found.source().offset(), Math::min);
            }
        });
        return firsts;
    }

    /** Every failure so far; a second call sees the same and no more. */
    void forEach(FailureFilter filter, Consumer<Found> each) {
        boolean first = ends.isEmpty();
        try (TopicReader<SpeechFailure> reader = TopicReader.fromBeginning(kafka, topic)) {
            while (!reader.atEnd()) {
                for (Placed<SpeechFailure> placed : reader.pollPlaced(POLL)) {
                    if (first) {
                        ends.put(placed.partition(), placed.offset());
                    }
                    if (placed.offset() <= ends.getOrDefault(placed.partition(), -1L)
                            && filter.matches(placed.value())) {
                        each.accept(new Found(placed.key(), placed.value(), placed.headers()));
                    }
                }
            }
        }
    }
}
