package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sori.audio.Resampler;
import sori.audio.Wav;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;

/** {@code ./sori lab prepare}: features of every recording, once. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = "Computes the mel features of a corpus, resampled where needed; only what is not there yet.")
public final class PrepareCommand implements Callable<Integer> {
    private static final double LEAD_SECONDS = 0.05;
    private static final double TAIL_SECONDS = 0.1;
    /** Magnitude below which a recording's beginning and end are cut off. */
    static final double SILENCE = 0.01;

    private static final int AHEAD = 64;

    @Option(names = "--corpus", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path corpus = Path.of("");

    @Option(names = "--out", defaultValue = ".sori/lab/features", description = "feature folder (${DEFAULT-VALUE})")
    Path out = Path.of("");

    @Option(names = "--jobs", defaultValue = "2", description = "recordings at a time (${DEFAULT-VALUE})")
    int jobs;

    private final MelFormat format = MelFormat.DEFAULT;
    private final MelExtractor extractor = new MelExtractor(format);

    private record Features(String id, float[] mel, double trimmedSeconds) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try (FeatureStore store = FeatureStore.open(out, format)) {
            List<Corpus.Utterance> missing = Corpus.read(corpus).utterances().stream()
                    .filter(u -> !store.contains(u.id()))
                    .toList();
            Deque<Future<Features>> running = new ArrayDeque<>();
            try (ProgressBar bar = new ProgressBar("preparing", missing.size())) {
                for (Corpus.Utterance utterance : missing) {
                    running.add(pool.submit(() -> features(utterance)));
                    if (running.size() > AHEAD) {
                        add(store, running.remove().get(), bar);
                    }
                }
                for (Future<Features> left : running) {
                    add(store, left.get(), bar);
                }
            }
            System.out.println(store.entries().size() + " utterances prepared in " + out);
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(cause.getMessage() + " (./sori lab dataset check lists all such recordings)", cause);
        } finally {
            pool.shutdownNow();
        }
        return 0;
    }

    private static void add(FeatureStore store, Features features, ProgressBar bar) throws IOException {
        store.add(features.id(), features.mel(), features.trimmedSeconds());
        bar.step();
    }

    private Features features(Corpus.Utterance utterance) throws IOException {
        Wav wav = Wav.read(utterance.wav());
        float[] samples = wav.samples();
        int rate = format.sampleRateHz();
        if (wav.sampleRateHz() != rate) {
            samples = new Resampler(wav.sampleRateHz(), rate).resample(samples);
        }
        int first = 0;
        int end = samples.length;
        if (utterance.words().isEmpty()) {
            while (first < end && Math.abs(samples[first]) < SILENCE) {
                first++;
            }
            while (end > first && Math.abs(samples[end - 1]) < SILENCE) {
                end--;
            }
        } else {
            List<TimedWord> words = utterance.words();
            first = (int) (words.get(0).startSeconds() * rate);
            end = (int) (words.get(words.size() - 1).endSeconds() * rate);
        }
        first = Math.max(0, first - (int) (LEAD_SECONDS * rate));
        end = Math.min(samples.length, end + (int) (TAIL_SECONDS * rate));
        float[] trimmed = Arrays.copyOfRange(samples, first, Math.max(first, end));
        return new Features(utterance.id(), extractor.extract(trimmed), (double) first / rate);
    }
}
