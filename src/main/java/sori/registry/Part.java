package sori.registry;

/** What of a voice an instance uses. */
public enum Part {
    /** Symbols and lexicon. */
    TEXT,
    /** Symbols to mel frames. */
    ACOUSTIC,
    /** Mel frames to samples. */
    VOCODER
}
