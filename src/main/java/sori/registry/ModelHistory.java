package sori.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.schema.ModelEvent;

/** What happened in the registry. Stateless. */
public final class ModelHistory {
    private ModelHistory() {}

    /** Every change of a voice, oldest first. */
    public static List<ModelEvent> of(KafkaAccess kafka, String voice) {
        List<ModelEvent> events = new ArrayList<>();
        try (TopicReader<ModelEvent> reader = TopicReader.fromBeginning(kafka, ModelTopics.EVENTS)) {
            while (!reader.atEnd()) {
                reader.poll(Duration.ofMillis(50)).stream()
                        .filter(event -> event.getVoice().equals(voice))
                        .forEach(events::add);
            }
        }
        return events;
    }
}
