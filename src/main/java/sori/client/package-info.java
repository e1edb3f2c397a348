/**
 * What other programs use: publish text, listen to audio, put utterances together. Depends on {@code sori.kafka} and the records of
 * {@code sori.schema}, and on no model. Everything public says for itself whether it is thread-safe.
 */
@NullMarked
package sori.client;

import org.jspecify.annotations.NullMarked;
