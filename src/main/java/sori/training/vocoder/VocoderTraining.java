package sori.training.vocoder;

import java.io.IOException;
import sori.corpus.FeatureStore;
import sori.training.Compute;
import sori.training.TrainingLoop;

/** The training of vocoders. Stateless. */
public final class VocoderTraining {
    private VocoderTraining() {}

    /**
     * Begins a run, or goes on with it, until its length is reached or a signal ends it.
     *
     * @throws IOException if a file can't be read or written
     */
    public static void run(VocoderPlan plan, Compute compute) throws IOException {
        try (FeatureStore store = plan.folders().store()) {
            new TrainingLoop(plan.loop(), compute).run(computing -> new VocoderRun(plan, store, computing));
        }
    }
}
