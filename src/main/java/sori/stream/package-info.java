/**
 * The pipeline on Kafka Streams: a topology file becomes a topology ({@link sori.stream.SpeechTopology}), and an application runs it.
 * Everything public says for itself whether it is thread-safe.
 */
@NullMarked
package sori.stream;

import org.jspecify.annotations.NullMarked;
