package sori.text;

/** How words enter the acoustic model. */
public enum EmbedMode {
    /** Letter by letter, as in Tacotron 2 as published: any spelling can be spoken. */
    CHARACTERS,
    /** A word that the lexicon knows enters as its phones, any other letter by letter. */
    LEXICON
}
