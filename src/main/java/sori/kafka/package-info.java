/**
 * What everything that talks to Kafka has in common: how to reach a cluster, topics as typed values, records in Avro's
 * single-object encoding, and a reader. May use nothing of ours but the generated records. Each class says for itself whether
 * it is thread-safe.
 */
@NullMarked
package sori.kafka;

import org.jspecify.annotations.NullMarked;
