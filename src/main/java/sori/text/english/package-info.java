/**
 * English, read by its rules. Everything here is immutable and may be shared by threads.
 */
@NullMarked
package sori.text.english;

import org.jspecify.annotations.NullMarked;
