package sori.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ProgressBar;
import sori.mel.MelFormat;

/**
 * Features of every recording of a corpus, once. Each is stored with a hash of what it was made of, so that what is unchanged is not
 * computed again, and a run that was killed goes on. Memory is bounded by some recordings, however many there are.
 *
 * @param utterances all of the corpus
 * @param computed those whose features were new or changed
 */
public record FeaturePreparation(Path features, int utterances, int computed) {
    /** Recordings whose features may wait for an earlier one's. */
    private static final int AHEAD = 64;

    /**
     * Computes what is not there yet.
     *
     * @param preparation of the recordings; stored with the features
     * @param jobs recordings at a time
     * @throws IOException naming the recording that has no features
     */
    public static FeaturePreparation of(Path corpus, Path features, Preparation preparation, int jobs)
            throws IOException, InterruptedException {
        preparation.write(features);
        FeatureExtraction extraction = new FeatureExtraction();
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try (FeatureStore store = FeatureStore.open(features, MelFormat.DEFAULT)) {
            List<Corpus.Utterance> all = Corpus.read(corpus).utterances();
            int computed = 0;
            Deque<Future<FeatureExtraction.Features>> running = new ArrayDeque<>();
            try (ProgressBar bar = new ProgressBar("preparing", all.size())) {
                for (Corpus.Utterance utterance : all) {
                    running.add(pool.submit(() -> extraction.of(utterance, store)));
                    if (running.size() > AHEAD) {
                        computed += add(store, running.remove().get(), bar);
                    }
                }
                for (Future<FeatureExtraction.Features> left : running) {
                    computed += add(store, left.get(), bar);
                }
            }
            return new FeaturePreparation(features, all.size(), computed);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(cause.getMessage() + " (./sori lab dataset check lists all such recordings)", cause);
        } finally {
            pool.shutdownNow();
        }
    }

    /** @return how many were new */
    private static int add(FeatureStore store, FeatureExtraction.Features features, ProgressBar bar)
            throws IOException {
        bar.step();
        if (features.mel().isEmpty()) {
            return 0;
        }
        store.add(features.id(), features.mel().get(), features.trimmedSeconds(), features.source());
        return 1;
    }

    public String summary() {
        return utterances + " utterances prepared in " + features + ", " + computed + " of them new or changed";
    }
}
