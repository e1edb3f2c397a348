package sori.training;

import java.io.IOException;

/** The training of vocoders. Stateless. */
final class VocoderTraining {
    private VocoderTraining() {}

    /**
     * Begins a run, or goes on with it, until its length is reached or a signal ends it.
     *
     * @throws IOException if a file can't be read or written
     */
    static void run(VocoderPlan plan, Compute compute) throws IOException {
        try (FeatureStore store = plan.folders().store()) {
            new TrainingLoop(plan.loop(), compute).run(computing -> new VocoderRun(plan, store, computing));
        }
    }
}
