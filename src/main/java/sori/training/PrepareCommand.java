package sori.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.audio.AudioFile;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;

/**
 * {@code ./sori lab prepare}: features of every recording, once. Each is stored with a hash of what it was made of, so that what is
 * unchanged is not computed again, and a run that was killed goes on. Memory is bounded by some recordings, however many there are.
 */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description =
                "Computes the mel features of a corpus, resampled where needed; only of recordings that are new or changed.")
public final class PrepareCommand implements Callable<Integer> {
    /** Recordings whose features may wait for an earlier one's. */
    private static final int AHEAD = 64;

    /** To be changed with anything that changes features and is not in the mel format. */
    private static final String FEATURES = "features 1 ";

    @Option(names = "--corpus", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path corpus = Path.of("");

    @Option(names = "--out", defaultValue = ".sori/lab/features", description = "feature folder (${DEFAULT-VALUE})")
    Path out = Path.of("");

    @Option(names = "--jobs", defaultValue = "2", description = "recordings at a time (${DEFAULT-VALUE})")
    int jobs;

    @Mixin
    PreparationOptions options = new PreparationOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    private final MelFormat format = MelFormat.DEFAULT;
    private final MelExtractor extractor = new MelExtractor(format);

    /** @param mel empty if the features that are stored are of the same recording */
    private record Features(String id, Optional<float[]> mel, double trimmedSeconds, String source) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        preparation().write(out);
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try (FeatureStore store = FeatureStore.open(out, format)) {
            List<Corpus.Utterance> all = Corpus.read(corpus).utterances();
            int computed = 0;
            Deque<Future<Features>> running = new ArrayDeque<>();
            try (ProgressBar bar = new ProgressBar("preparing", all.size())) {
                for (Corpus.Utterance utterance : all) {
                    running.add(pool.submit(() -> features(utterance, store)));
                    if (running.size() > AHEAD) {
                        computed += add(store, running.remove().get(), bar);
                    }
                }
                for (Future<Features> left : running) {
                    computed += add(store, left.get(), bar);
                }
            }
            System.out.println(
                    all.size() + " utterances prepared in " + out + ", " + computed + " of them new or changed");
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(cause.getMessage() + " (./sori lab dataset check lists all such recordings)", cause);
        } finally {
            pool.shutdownNow();
        }
        return 0;
    }

    private Preparation preparation() throws IOException {
        try {
            return options.over(Preparation.read(out));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }

    /** @return how many were new */
    private static int add(FeatureStore store, Features features, ProgressBar bar) throws IOException {
        bar.step();
        if (features.mel().isEmpty()) {
            return 0;
        }
        store.add(features.id(), features.mel().get(), features.trimmedSeconds(), features.source());
        return 1;
    }

    private Features features(Corpus.Utterance utterance, FeatureStore store) throws IOException {
        try {
            return unlessThere(utterance, store);
        } catch (IOException e) {
            throw new IOException(utterance.wav() + ": " + e.getMessage(), e);
        }
    }

    private Features unlessThere(Corpus.Utterance utterance, FeatureStore store) throws IOException {
        byte[] bytes = Files.readAllBytes(utterance.wav());
        Preparation preparation = store.preparation();
        String source = source(bytes, utterance, preparation);
        if (store.contains(utterance.id(), source)) {
            return new Features(utterance.id(), Optional.empty(), 0, source);
        }
        int rate = format.sampleRateHz();
        float[] samples = preparation.samples(AudioFile.parse(bytes), rate);
        Span span = span(samples, utterance, preparation);
        float[] trimmed = Arrays.copyOfRange(samples, span.first(), span.end());
        return new Features(
                utterance.id(), Optional.of(extractor.extract(trimmed)), (double) span.first() / rate, source);
    }

    /** Everything that decides the features: the recording, where it is cut, and how mels are made. */
    private String source(byte[] wav, Corpus.Utterance utterance, Preparation preparation) {
        MessageDigest hash = Sha256.start();
        hash.update((FEATURES + format + preparation.marks()).getBytes(StandardCharsets.UTF_8));
        List<TimedWord> words = utterance.words();
        if (!words.isEmpty()) {
            String cut = words.get(0).startSeconds() + ".."
                    + words.get(words.size() - 1).endSeconds();
            hash.update(cut.getBytes(StandardCharsets.UTF_8));
        }
        hash.update(wav);
        return HexFormat.of().formatHex(hash.digest());
    }

    /** Samples that are kept, from the first to before the end. */
    private record Span(int first, int end) {}

    private Span span(float[] samples, Corpus.Utterance utterance, Preparation preparation) {
        int rate = format.sampleRateHz();
        int first = 0;
        int end = samples.length;
        List<TimedWord> words = utterance.words();
        if (words.isEmpty()) {
            while (first < end && Math.abs(samples[first]) < preparation.silence()) {
                first++;
            }
            while (end > first && Math.abs(samples[end - 1]) < preparation.silence()) {
                end--;
            }
        } else {
            first = (int) (words.get(0).startSeconds() * rate);
            end = (int) (words.get(words.size() - 1).endSeconds() * rate);
        }
        first = Math.max(0, first - (int) (preparation.leadSeconds() * rate));
        end = Math.min(samples.length, end + (int) (preparation.tailSeconds() * rate));
        return new Span(first, Math.max(first, end));
    }
}
