package sori.topology;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an application's instances share its partitions. A change is a full stop: one group speaks one protocol. */
public enum GroupProtocol {
    /** The instances agree among themselves. */
    @JsonProperty("classic")
    CLASSIC("classic"),
    /** The broker assigns, and has the group's times and standbys in its own settings (KIP-1071). */
    @JsonProperty("streams")
    STREAMS("streams");

    private final String property;

    GroupProtocol(String property) {
        this.property = property;
    }

    /** As Kafka names it. */
    public String property() {
        return property;
    }
}
