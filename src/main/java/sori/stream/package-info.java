/**
 * The pipeline on Kafka: topics and their Avro records, the four stages as Kafka Streams processors, topology files, the
 * application that runs them, and the clients at its ends. The only package that touches Kafka and Avro (the classes in
 * {@code sori.schema} are generated from {@code schemas/}). Depends on text, mel, audio, acoustic, vocoder and voice.
 * Processors belong to one stream thread each; everything public says for itself whether it is thread-safe.
 */
@NullMarked
package sori.stream;

import org.jspecify.annotations.NullMarked;
