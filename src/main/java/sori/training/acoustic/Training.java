package sori.training.acoustic;

import java.io.IOException;
import sori.corpus.FeatureStore;
import sori.training.Compute;
import sori.training.TrainingLoop;

/** The training of acoustic models. Stateless. */
public final class Training {
    private Training() {}

    /**
     * Begins a run, or goes on with it, until its budget is spent or a signal ends it.
     *
     * @param speaking when the model is made to speak meanwhile
     * @return false when a signal ended it before its time
     * @throws IOException if a file can't be read or written, or the run in its folder is of another experiment
     */
    public static boolean run(Experiment experiment, SpeechPlan speaking, Compute compute) throws IOException {
        TrainingLoop.Settings settings =
                new TrainingLoop.Settings(experiment.budget(), experiment.threads(), experiment.checkpointEvery());
        try (FeatureStore store = experiment.folders().store()) {
            return new TrainingLoop(settings, compute)
                    .run(computing -> new AcousticRun(experiment, speaking, store, computing));
        }
    }
}
