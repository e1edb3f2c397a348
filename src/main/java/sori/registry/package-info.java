/**
 * Voices as events: the log of releases and aliases ({@code speech.models}), their files in chunks, who writes them, and the
 * voices that an instance has fetched, tried and loaded from it. May use kafka and voice and what they use; knows nothing of
 * stages. Each class says for itself whether it is thread-safe.
 */
@NullMarked
package sori.registry;

import org.jspecify.annotations.NullMarked;
