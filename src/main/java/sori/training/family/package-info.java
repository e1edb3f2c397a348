/**
 * The comparison of the family of acoustic models: one corpus, one budget, one page. Single-threaded.
 */
@NullMarked
package sori.training.family;

import org.jspecify.annotations.NullMarked;
