package sori.stream;

import org.apache.kafka.streams.processor.api.ProcessingContext;

/** Where a record lies. */
record Origin(String topic, int partition, long offset) {
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
}
