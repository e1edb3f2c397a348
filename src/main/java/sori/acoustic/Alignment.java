package sori.acoustic;

/** How an acoustic model's decoder gets at the text. */
public enum Alignment {
    /** Location-sensitive attention over all symbols (Chorowski et al. 2015): frames know the symbol that they speak. */
    ATTENTION,
    /** One vector for the whole text, the encoder's last states (Sutskever et al. 2014, Cho et al. 2014). */
    NONE
}
