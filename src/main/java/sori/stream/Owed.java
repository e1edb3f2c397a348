package sori.stream;

/**
 * What the sender of an event may count on.
 *
 * @param inPieces its text was sent in pieces: its end may come in a chunk of its own
 * @param cancelled somebody asked for its end, too early or too late or in the middle
 * @param paced it was held back by {@code aheadMs}: a cancelled one says how far it can have been heard, where less is heard than written
 * @param trace id of the trace that its event belongs to, which all records that are made of it name; empty for none
 */
public record Owed(boolean inPieces, boolean cancelled, boolean paced, String trace) {
    /** Every sample of it, in the chunks of an undisturbed run. */
    public static final Owed WHOLE = new Owed(false, false, false, "");
}
