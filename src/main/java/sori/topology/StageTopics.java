package sori.topology;

import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.synthesis.Stage;

/** The topics before and behind each stage, under their usual names. */
public final class StageTopics {
    private StageTopics() {}

    /** What a stage reads. */
    public static Topic<?> input(Stage stage) {
        return switch (stage) {
            case NORMALIZE -> Topics.TEXT;
            case EMBED -> Topics.SEGMENTS;
            case MEL -> Topics.SYMBOLS;
            case VOCODE -> Topics.MEL;
        };
    }

    /** What a stage writes. */
    public static Topic<?> output(Stage stage) {
        return switch (stage) {
            case NORMALIZE -> Topics.SEGMENTS;
            case EMBED -> Topics.SYMBOLS;
            case MEL -> Topics.MEL;
            case VOCODE -> Topics.AUDIO;
        };
    }
}
