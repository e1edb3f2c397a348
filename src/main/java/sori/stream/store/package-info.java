/**
 * What a stage keeps: journals of open work, ids that were seen, texts that are being written, what was cancelled. Stores hold a
 * task's own, for its stream thread alone; every layout has a number, and an older release's state is taken over or refused.
 */
@NullMarked
package sori.stream.store;

import org.jspecify.annotations.NullMarked;
