/**
 * How speech is judged: a voice speaks a held-out list freely, its attention is followed, programs listen, and figures are compared.
 * Single-threaded unless a class says otherwise.
 */
@NullMarked
package sori.evaluate;

import org.jspecify.annotations.NullMarked;
