package sori.stream.stage;

import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import sori.stream.store.Cancellations;
import sori.synthesis.SpeechSettings;
import sori.trace.CarriedHeaders;
import sori.trace.Spans;

/**
 * What every stage is told by its topology.
 *
 * @param parts asked when a task starts
 * @param exactlyOnce whether results and state go out in one transaction
 * @param controlled whether utterances can be cancelled, so that the task has {@link Cancellations}
 * @param headers which go along with what is made of a record
 * @param spans what was done, for whoever traces
 * @param next names of the nodes that take the results
 */
public record StageSetup(
        SpeechSettings settings,
        Supplier<StageParts> parts,
        boolean exactlyOnce,
        boolean controlled,
        CarriedHeaders headers,
        Spans spans,
        List<String> next,
        Clock clock) {
    public StageSetup {
        next = List.copyOf(next);
    }
}
