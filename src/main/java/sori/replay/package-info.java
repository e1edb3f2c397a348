/**
 * What could not be spoken: found in the log again, shown, and published again once. For one thread, where a class does not say
 * otherwise.
 */
@NullMarked
package sori.replay;

import org.jspecify.annotations.NullMarked;
