package sori.stream;

/**
 * What the sender of an event may count on.
 *
 * @param inPieces its text was sent in pieces: its end may come in a chunk of its own
 * @param cancelled somebody asked for its end, too early or too late or in the middle
 */
public record Owed(boolean inPieces, boolean cancelled) {
    /** Every sample of it, in the chunks of an undisturbed run. */
    public static final Owed WHOLE = new Owed(false, false);
}
