package sori.training.acoustic;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.text.Language;
import sori.training.Learning;
import sori.training.Matmul;
import sori.training.TrainingDevice;
import sori.training.TrainingFolders;
import sori.training.TrainingLength;

/**
 * One training of an acoustic model, all that is chosen for it. Paths are relative to the working directory.
 *
 * @param corpus folder
 * @param features folder, from {@code prepare}
 * @param run folder
 * @param from voice package whose weights it begins with; random ones if absent
 * @param newSpeaker whether another speaks in the recordings than that voice: their mel statistics are taken, not its own
 * @param language of the texts: it decides the symbol table
 * @param model which member of the family
 * @param budget how long
 * @param forms in which words enter
 * @param adversary that listens to the mels
 * @param batch utterances per step
 * @param device that computes
 * @param threads of the tensor library
 * @param seed of first weights, order and dropout
 * @param checkpointEvery steps between checkpoints
 */
public record Experiment(
        String corpus,
        String features,
        String run,
        @Nullable String from,
        boolean newSpeaker,
        Language language,
        Model model,
        TrainingLength budget,
        BatchSource.Mixture forms,
        AttentionGuide guide,
        Learning learning,
        CriticSettings adversary,
        int batch,
        Matmul matmul,
        TrainingDevice device,
        int threads,
        long seed,
        int checkpointEvery) {

    public static final Experiment DEFAULT = new Experiment(
            ".sori/lab/corpus",
            ".sori/lab/features",
            ".sori/lab/runs/default",
            null,
            false,
            Language.EN,
            new Model(Cell.LSTM, Alignment.ATTENTION, ModelSize.SMALL, null),
            new TrainingLength(null, null, null),
            new BatchSource.Mixture(0.4, 0.35),
            AttentionGuide.DEFAULT,
            Learning.DEFAULT,
            CriticSettings.DEFAULT,
            32,
            Matmul.AUTO,
            TrainingDevice.AUTO,
            2,
            1,
            100);

    /** @throws IllegalArgumentException naming what is out of its range */
    public Experiment {
        require(batch >= 1, "batch", batch);
        require(threads >= 1, "threads", threads);
        require(checkpointEvery >= 1, "checkpointEvery", checkpointEvery);
    }

    public TrainingFolders folders() {
        return new TrainingFolders(Path.of(corpus), Path.of(features), Path.of(run));
    }

    private static void require(boolean holds, String name, double value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be positive");
        }
    }

    /**
     * Which model.
     *
     * @param framesPerStep reduction factor; what the size has if absent
     */
    public record Model(
            Cell cell,
            Alignment attention,
            ModelSize size,
            @Nullable Integer framesPerStep) {
        /** @throws IllegalArgumentException if the reduction factor is none */
        public Model {
            require(Objects.requireNonNullElse(framesPerStep, 1) >= 1, "framesPerStep", 0);
        }

        public AcousticShape shape(int symbols, int mels) {
            AcousticShape shape = size.shape(symbols, mels).with(cell, attention);
            return framesPerStep == null ? shape : shape.withFramesPerStep(framesPerStep);
        }
    }
}
