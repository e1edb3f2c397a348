package sori.registry;

import java.time.Duration;
import java.util.List;
import sori.kafka.KafkaAccess;
import sori.kafka.Latest;
import sori.kafka.TopicReader;
import sori.schema.ModelEvent;

/** What happened in the registry. Stateless. */
public final class ModelHistory {
    private ModelHistory() {}

    /** Every change of a voice, or the last ones where they are more than anybody reads; oldest first. */
    public static List<ModelEvent> of(KafkaAccess kafka, String voice) {
        Latest<ModelEvent> events = new Latest<>();
        try (TopicReader<ModelEvent> reader = TopicReader.fromBeginning(kafka, ModelTopics.EVENTS)) {
            while (!reader.atEnd()) {
                reader.pollPlaced(Duration.ofMillis(50)).stream()
                        .filter(event -> event.value().getVoice().equals(voice))
                        .forEach(events::add);
            }
        }
        return events.values();
    }
}
