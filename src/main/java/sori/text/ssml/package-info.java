/**
 * Speech Synthesis Markup Language: which of it is taken, and how it becomes sentences, marks and pauses. A reading of a text
 * belongs to one thread.
 */
@NullMarked
package sori.text.ssml;

import org.jspecify.annotations.NullMarked;
