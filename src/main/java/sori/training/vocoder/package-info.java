/**
 * The training of vocoders: module, losses, adversary, and the export of its graph. Single-threaded unless a class says otherwise.
 */
@NullMarked
package sori.training.vocoder;

import org.jspecify.annotations.NullMarked;
