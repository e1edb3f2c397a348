package sori.stream.stage;

import java.util.function.Supplier;
import sori.synthesis.Voices;

/**
 * What an application gives its topology to work with.
 *
 * @param voices that it speaks with
 * @param executors one for each task of a stage that makes audio
 * @param metrics is told what happens
 */
public record StageParts(Voices voices, Supplier<SerialExecutor> executors, SpeechMetrics metrics) {
    /** Nobody is told what happens. */
    StageParts(Voices voices, Supplier<SerialExecutor> executors) {
        this(voices, executors, SpeechMetrics.NONE);
    }
}
