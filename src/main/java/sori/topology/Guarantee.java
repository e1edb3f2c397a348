package sori.topology;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What a restart may do to records. */
public enum Guarantee {
    /** Nothing is lost; what a restart speaks again carries a higher attempt. */
    @JsonProperty("at_least_once")
    AT_LEAST_ONCE("at_least_once", "at_least_once", 1000),
    /** Results, state and read positions are committed together; nothing is visible to read_committed before that. */
    @JsonProperty("exactly_once")
    @JsonAlias("exactly_once_v2")
    EXACTLY_ONCE("exactly_once", "exactly_once_v2", 200);

    private final String title;
    private final String property;
    private final int commitIntervalMs;

    Guarantee(String title, String property, int commitIntervalMs) {
        this.title = title;
        this.property = property;
        this.commitIntervalMs = commitIntervalMs;
    }

    /** How often it commits unless told otherwise: under exactly once nothing is heard before that. */
    int commitIntervalMs() {
        return commitIntervalMs;
    }

    /** Lower-case name, as in topology files. */
    public String title() {
        return title;
    }

    /** The value of Kafka Streams' {@code processing.guarantee}. */
    public String property() {
        return property;
    }
}
