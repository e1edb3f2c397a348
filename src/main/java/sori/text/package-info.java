/**
 * From written text to what an acoustic model is fed: normalisers ({@link sori.text.Normalizer}), the lexicon, symbol
 * tables and the encoder of the {@code embed} stage. Uses the JDK and ICU4J only. Everything here is immutable once built
 * and may be shared by threads.
 */
@NullMarked
package sori.text;

import org.jspecify.annotations.NullMarked;
