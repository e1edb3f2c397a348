/**
 * The core of every stage: work beside the stream thread, behind a journal, its results in the order of their key. Processors belong to
 * one stream thread each; executors hand results back to it.
 */
@NullMarked
package sori.stream.stage;

import org.jspecify.annotations.NullMarked;
