package sori.training.vocoder;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sori.training.Learning;
import sori.training.Matmul;
import sori.training.TrainingFolders;
import sori.training.TrainingLoop;

/**
 * One training of a vocoder, all that is chosen for it.
 *
 * @param pieces of recordings that it learns from
 * @param from voice package whose vocoder it begins with; random weights if absent
 * @param rate highest learning rate
 * @param adversarial whether discriminators learn beside it; a run that has them keeps them
 */
public record VocoderPlan(
        TrainingFolders folders,
        TrainingLoop.Settings loop,
        Matmul matmul,
        long seed,
        Pieces pieces,
        @Nullable Path from,
        double rate,
        boolean adversarial) {
    /**
     * Pieces of recordings.
     *
     * @param batch in a step
     * @param frames mel frames of each
     * @param audioMinutes of recordings that are kept in memory
     */
    public record Pieces(int batch, int frames, double audioMinutes) {}

    Learning learning() {
        Learning usual = Learning.DEFAULT;
        return new Learning(rate, usual.warmUpSteps(), usual.plateau(), usual.clipNorm(), usual.averageDecay());
    }
}
