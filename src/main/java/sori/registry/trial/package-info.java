/**
 * From a release to a voice that may speak: it is opened and tried, in a process of its own where it comes from elsewhere. Stateless but
 * for the processes that it starts and ends.
 */
@NullMarked
package sori.registry.trial;

import org.jspecify.annotations.NullMarked;
