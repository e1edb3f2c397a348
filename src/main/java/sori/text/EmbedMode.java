package sori.text;

/** How words enter the acoustic model. */
public enum EmbedMode {
    /** Letter by letter, as in Tacotron 2 as published: any spelling can be spoken. */
    CHARACTERS,
    /**
     * By pronunciation: a word that the lexicon knows enters as its phones, any other letter by letter; Korean as it sounds
     * ({@link KoreanPronunciation}), without a lexicon.
     */
    LEXICON
}
