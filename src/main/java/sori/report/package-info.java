/**
 * The page on which the members of the family of acoustic models are compared: figures, what they allow to conclude, curves, and
 * samples, in one HTML file that needs nothing else. Knows nothing of how the figures were measured. Depends on acoustic (which
 * members there are) and plot; used by {@code sori.training}. Everything is thread-safe.
 */
@NullMarked
package sori.report;

import org.jspecify.annotations.NullMarked;
