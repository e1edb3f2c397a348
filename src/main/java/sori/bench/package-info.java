/**
 * What {@code ./sori bench} measures: the decoder, the engine, the pipeline through Kafka and the reading of text, each
 * against its like within one run, and what listeners notice of a promotion. May use every feature but the broker, which its
 * caller starts. For one thread unless a class says otherwise.
 */
@NullMarked
package sori.bench;

import org.jspecify.annotations.NullMarked;
