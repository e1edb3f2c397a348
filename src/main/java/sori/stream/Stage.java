package sori.stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import sori.kafka.Topic;

/** The four steps from text to audio, in their order. */
public enum Stage {
    @JsonProperty("normalize")
    NORMALIZE("normalize", Topics.TEXT, Topics.SEGMENTS),
    @JsonProperty("embed")
    EMBED("embed", Topics.SEGMENTS, Topics.SYMBOLS),
    @JsonProperty("mel")
    MEL("mel", Topics.SYMBOLS, Topics.MEL),
    @JsonProperty("vocode")
    VOCODE("vocode", Topics.MEL, Topics.AUDIO);

    private final String title;
    private final Topic<?> input;
    private final Topic<?> output;

    Stage(String title, Topic<?> input, Topic<?> output) {
        this.title = title;
        this.input = input;
        this.output = output;
    }

    /** Lower-case name, as in topology files, processor names and failure records. */
    public String title() {
        return title;
    }

    /** What the stage reads, under the usual name. */
    public Topic<?> input() {
        return input;
    }

    /** What the stage writes, under the usual name. */
    public Topic<?> output() {
        return output;
    }
}
