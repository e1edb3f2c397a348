package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.mel.MelFormat;

/**
 * Where a training finds its corpus and the features of it, and keeps its run.
 *
 * @param features of the corpus, from {@code prepare}
 * @param run checkpoints, logs and pictures
 */
public record TrainingFolders(Path corpus, Path features, Path run) {
    /** In a run's folder: the last checkpoint. */
    public static final String CHECKPOINT = "checkpoint.bin";

    /** In a run's folder: the checkpoint of an acoustic model that spoke best while it was trained. */
    public static final String BEST = "best.bin";

    public FeatureStore store() throws IOException {
        return FeatureStore.open(features, MelFormat.DEFAULT);
    }

    public Path checkpoint() {
        return run.resolve(CHECKPOINT);
    }

    /** The checkpoint that spoke best; the last one where the model was never made to speak. */
    public Path chosen() {
        Path best = run.resolve(BEST);
        return Files.isRegularFile(best) ? best : checkpoint();
    }

    /** The utterances of a list that have features. */
    public List<Corpus.Utterance> list(Corpus.Split split, FeatureStore store) throws IOException {
        return Corpus.read(corpus).utterances(split, store.preparation().heldOut()).stream()
                .filter(u -> store.contains(u.id()))
                .toList();
    }

    /**
     * A recording that training does not see.
     *
     * @throws IOException if the corpus has none with features
     */
    public Corpus.Utterance held(FeatureStore store) throws IOException {
        return list(Corpus.Split.VALIDATION, store).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("no sentence of " + corpus
                        + " with features is on the validation list: make a corpus of some hundred sentences"));
    }
}
