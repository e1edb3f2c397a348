package sori.text;

/** Where a text may be cut into what is spoken one by one. */
public enum Cut {
    /** At the ends of sentences, and where they are too long for one breath. */
    SENTENCE,

    /** The first piece may also end at a comma, semicolon, colon or dash behind 30 characters, so that it is heard earlier. */
    CLAUSE
}
