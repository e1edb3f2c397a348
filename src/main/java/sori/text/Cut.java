package sori.text;

/** Where a text may be cut into what is spoken one by one. */
public enum Cut {
    /** At the ends of sentences, and where they are too long for one breath. */
    SENTENCE,

    /**
     * The first piece may also end behind 30 characters at a comma, semicolon, colon or dash, or before a word with which an English clause
     * begins, so that it is heard earlier.
     */
    CLAUSE
}
