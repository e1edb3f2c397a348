package sori.stream;

import java.util.regex.Pattern;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/** Where a record lies. */
record Origin(String topic, int partition, long offset) {
    private static final Pattern DERIVED = Pattern.compile("-[0-9]+-[0-9]+");

    /** Of the record in process; a punctuator has none, so whoever works there keeps it beside the job. */
    static Origin of(ProcessingContext context) {
        return context.recordMetadata()
                .map(place -> new Origin(place.topic(), place.partition(), place.offset()))
                .orElseThrow(() -> new IllegalStateException("no record is in process"));
    }

    /** Names an event that has no id of its own; the same after every restart. */
    String id() {
        return topic + "-" + partition + "-" + offset;
    }

    /** Whether an id is of the form that events of the same topic get by {@link #id}: nobody may take it before them. */
    boolean couldDerive(String id) {
        return id.startsWith(topic)
                && DERIVED.matcher(id.substring(topic.length())).matches();
    }
}
