package sori.shadow;

import sori.schema.ShadowComparison;

/** What a shadow tells whoever watches it: never a text, a key or an id. Its thread calls it, and must not be kept. Thread-safe. */
public interface ShadowMetrics {
    /** Nobody watches. */
    ShadowMetrics NONE = new ShadowMetrics() {};

    /** A text was read, so long after it was written; most are passed over. */
    default void read(long behindMs) {}

    /** What both versions made of a text was written; speaking it by both took so long. */
    default void compared(ShadowComparison comparison, long nanos) {}
}
