/**
 * What a topology file says: stages, topics, guarantee, settings; and which nodes and stores come of it. Everything is immutable and
 * thread-safe.
 */
@NullMarked
package sori.topology;

import org.jspecify.annotations.NullMarked;
