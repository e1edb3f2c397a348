/**
 * Folders that a process keeps for itself: for its owner's eyes only, and swept when whoever made them is gone. Uses the JDK
 * alone. Thread-safe.
 */
@NullMarked
package sori.state;

import org.jspecify.annotations.NullMarked;
