package sori.synthesis;

import java.util.List;

/**
 * What came of an utterance since it was last asked.
 *
 * @param outputs in order
 * @param done whether that was all of the first input under way
 * @param over whether that was all of the utterance, whatever was begun behind it
 * @param failures to be reported, each once
 */
public record Progress<O>(List<O> outputs, boolean done, boolean over, List<Reported> failures) {
    /** What went wrong, and in which stage. */
    public record Reported(Stage stage, Failure failure) {}

    /** Nothing yet. */
    static <O> Progress<O> none() {
        return new Progress<>(List.of(), false, false, List.of());
    }

    /** Whether there is anything to act upon. */
    public boolean isEmpty() {
        return outputs.isEmpty() && !done;
    }
}
