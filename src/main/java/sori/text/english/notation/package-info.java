/**
 * What is written in signs rather than words and said in English: formulas, comparisons, powers, programs' numbers, arrows. Everything here is
 * immutable and may be shared by threads.
 */
@NullMarked
package sori.text.english.notation;

import org.jspecify.annotations.NullMarked;
