/**
 * Mel spectrograms: their format and how they are computed; pitch, frame by frame. Depends on the JDK and JTransforms only. Everything is thread-safe.
 */
@NullMarked
package sori.mel;

import org.jspecify.annotations.NullMarked;
