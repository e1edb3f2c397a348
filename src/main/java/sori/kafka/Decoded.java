package sori.kafka;

/** What came out of bytes from outside. */
public sealed interface Decoded<T> {
    /** The bytes held a record. */
    record Value<T>(T value) implements Decoded<T> {}

    /** They did not, and why. */
    record Unreadable<T>(String reason) implements Decoded<T> {}
}
