package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import sori.mel.MelFormat;

/** Where a lab command finds corpus, features and the run; shared by the commands. */
final class LabFiles {
    static final String CHECKPOINT = "checkpoint.bin";

    @Option(names = "--corpus", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path corpus = Path.of("");

    @Option(
            names = "--features",
            defaultValue = ".sori/lab/features",
            description = "from 'prepare' (${DEFAULT-VALUE})")
    Path features = Path.of("");

    @Option(names = "--run", defaultValue = ".sori/lab/runs/default", description = "run folder (${DEFAULT-VALUE})")
    Path run = Path.of("");

    FeatureStore store() throws IOException {
        return FeatureStore.open(features, MelFormat.DEFAULT);
    }

    Path checkpoint() {
        return run.resolve(CHECKPOINT);
    }

    /** The checkpoint that spoke best while it was trained; the last one where the model was never made to speak. */
    Path chosen() {
        Path best = run.resolve(BestCheckpoint.FILE);
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

    static double seconds(FeatureStore store, Corpus.Utterance utterance) {
        return (double) store.entry(utterance.id()).frames()
                * store.format().hopSamples()
                / store.format().sampleRateHz();
    }
}
