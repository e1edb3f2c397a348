/**
 * Samples outside of any model: PCM bytes, WAV files, sample rates. Samples are mono {@code float}s in -1..1 everywhere else.
 * Depends on the JDK only. Everything is thread-safe.
 */
@NullMarked
package sori.audio;

import org.jspecify.annotations.NullMarked;
