package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sori.mel.MelFormat;

/**
 * Where a training finds its corpus and the features of it, and keeps its run.
 *
 * @param features of the corpus, from {@code prepare}
 * @param run checkpoints, logs and pictures
 */
record TrainingFolders(Path corpus, Path features, Path run) {
    /** In a run's folder: the last checkpoint. */
    static final String CHECKPOINT = "checkpoint.bin";

    /** In a run's folder: the checkpoint of an acoustic model that spoke best while it was trained. */
    static final String BEST = "best.bin";

    FeatureStore store() throws IOException {
        return FeatureStore.open(features, MelFormat.DEFAULT);
    }

    Path checkpoint() {
        return run.resolve(CHECKPOINT);
    }

    /** The checkpoint that spoke best; the last one where the model was never made to speak. */
    Path chosen() {
        Path best = run.resolve(BEST);
        return Files.isRegularFile(best) ? best : checkpoint();
    }

    /** The utterances of a list that have features. */
    List<Corpus.Utterance> list(Corpus.Split split, FeatureStore store) throws IOException {
        return Corpus.read(corpus).utterances(split, store.preparation().heldOut()).stream()
                .filter(u -> store.contains(u.id()))
                .toList();
    }

    /**
     * A recording that training does not see.
     *
     * @throws IOException if the corpus has none with features
     */
    Corpus.Utterance held(FeatureStore store) throws IOException {
        return list(Corpus.Split.VALIDATION, store).stream()
                .findFirst()
                .orElseThrow(() -> new IOException("no sentence of " + corpus
                        + " with features is on the validation list: make a corpus of some hundred sentences"));
    }
}
