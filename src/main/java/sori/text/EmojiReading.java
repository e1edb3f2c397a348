package sori.text;

/** What becomes of emoji. */
public enum EmojiReading {
    /** They are silent. */
    DROPPED,
    /** They are read by their names. */
    NAMED
}
