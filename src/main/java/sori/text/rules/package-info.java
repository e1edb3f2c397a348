/**
 * The machinery of reading written text: tokens, rules that read what belongs to one class, and what comes of it; and the rules
 * that all languages share. For {@code sori.text}'s packages only. Rules are stateless; a reading belongs to one thread.
 */
@NullMarked
package sori.text.rules;

import org.jspecify.annotations.NullMarked;
