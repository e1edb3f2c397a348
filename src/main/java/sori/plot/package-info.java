/**
 * Pictures of what the pipeline and the trainer do: mels, alignments, curves, topologies. Every plot is a function of its data to
 * an image; {@link sori.plot.Png} writes it. Needs no display. Depends on the JDK only; used by {@code sori.cli} and
 * {@code sori.training}. Everything is thread-safe.
 */
@NullMarked
package sori.plot;

import org.jspecify.annotations.NullMarked;
