package sori.stream;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a restart may do to records. */
public enum Guarantee {
    /** Nothing is lost; what a restart speaks again carries a higher attempt. */
    @JsonProperty("at_least_once")
    AT_LEAST_ONCE("at_least_once"),
    /** Results, state and read positions are committed together; nothing is visible to read_committed before that. */
    @JsonProperty("exactly_once_v2")
    EXACTLY_ONCE("exactly_once_v2");

    private final String property;

    Guarantee(String property) {
        this.property = property;
    }

    /** The value of Kafka Streams' {@code processing.guarantee}. */
    public String property() {
        return property;
    }
}
