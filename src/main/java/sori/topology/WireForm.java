package sori.topology;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How records say by which schema they were written. */
public enum WireForm {
    /** Avro's single-object encoding: two bytes of marker, eight of the schema's fingerprint. */
    @JsonProperty("avro")
    AVRO,
    /** Confluent's: a zero, and four bytes of the schema's number in a registry. */
    @JsonProperty("confluent")
    CONFLUENT
}
