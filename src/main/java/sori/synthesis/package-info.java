/**
 * An utterance without Kafka: {@link sori.synthesis.Synthesizer} speaks a whole one in one method, and the stages of the topology use the
 * same pieces: the plan, segments, symbols, and the {@link sori.synthesis.Work} of mel and vocode. Depends on text, mel, audio, acoustic,
 * vocoder and voice, and on the records of {@code sori.schema}. Works belong to one thread each; everything public says for itself whether
 * it is thread-safe.
 */
@NullMarked
package sori.synthesis;

import org.jspecify.annotations.NullMarked;
