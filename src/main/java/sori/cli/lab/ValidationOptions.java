package sori.cli.lab;

import java.util.Optional;
import picocli.CommandLine.Option;
import sori.evaluate.Listener;
import sori.training.acoustic.SpeechPlan;

/** When and on what a model in training is made to speak. */
final class ValidationOptions {
    @Option(
            names = "--validate-every",
            defaultValue = "500",
            description =
                    "steps between two times that the model speaks, at the next checkpoint; 0 for never (${DEFAULT-VALUE})")
    int every;

    @Option(
            names = "--validate-sentences",
            defaultValue = "8",
            description = "of the validation list, spoken each time (${DEFAULT-VALUE})")
    int sentences;

    /** @param exporting how the package will speak */
    SpeechPlan plan(ExportOptions exporting) {
        return new SpeechPlan(
                every,
                sentences,
                exporting.speech(),
                Optional.ofNullable(exporting.listed.recognizer).map(Listener::recognizer));
    }
}
