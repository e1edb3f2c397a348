/**
 * The training of acoustic models: module, losses, batches, warm starts, the experiment that is run, and the export of a voice package.
 * Single-threaded unless a class says otherwise.
 */
@NullMarked
package sori.training.acoustic;

import org.jspecify.annotations.NullMarked;
