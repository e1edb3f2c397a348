/**
 * Korean, read by its rules, and how it sounds. Everything here is immutable and may be shared by threads.
 */
@NullMarked
package sori.text.korean;

import org.jspecify.annotations.NullMarked;
