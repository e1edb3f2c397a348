/**
 * From written text to what an acoustic model is fed: languages and their normalizers ({@link sori.text.Normalizer}), the
 * lexicon, symbol tables and the encoder of the {@code embed} stage. How texts are read lies in the packages beneath. Everything
 * here is immutable once built and may be shared by threads.
 */
@NullMarked
package sori.text;

import org.jspecify.annotations.NullMarked;
