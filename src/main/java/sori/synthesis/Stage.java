package sori.synthesis;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The four steps from text to audio, in their order. */
public enum Stage {
    @JsonProperty("normalize")
    NORMALIZE("normalize"),
    @JsonProperty("embed")
    EMBED("embed"),
    @JsonProperty("mel")
    MEL("mel"),
    @JsonProperty("vocode")
    VOCODE("vocode");

    private final String title;

    Stage(String title) {
        this.title = title;
    }

    /** Lower-case name, as in topology files, processor names and failure records. */
    public String title() {
        return title;
    }
}
