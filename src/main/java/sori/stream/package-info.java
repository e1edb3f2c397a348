/**
 * The pipeline on Kafka: topics and their Avro records, the four stages as Kafka Streams processors, topology files, the
 * application that runs them, and the clients at its ends. Depends on kafka, registry, text, mel, audio, acoustic, vocoder and voice; the
 * classes in {@code sori.schema} are generated from {@code schemas/}.
 * Processors belong to one stream thread each; everything public says for itself whether it is thread-safe.
 */
@NullMarked
package sori.stream;

import org.jspecify.annotations.NullMarked;
