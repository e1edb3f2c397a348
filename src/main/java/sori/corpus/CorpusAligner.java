package sori.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the times of a corpus's phones by a teacher that reads the same texts and tells its own: carried over by dynamic time warping,
 * then found anew by how the speaker's own phones sound under these, some rounds. Holds the frames of all recordings in memory, 150 MB
 * an hour.
 */
public final class CorpusAligner {
    /** What the teacher reads without trouble; in a lower-case text. */
    private static final String READABLE = "[\\p{L}' ,.?!;:-]+";

    private static final double LEAD_SECONDS = 0.05;
    private static final double TAIL_SECONDS = 0.1;
    /** Of a recording's loudest sample, from where on there is speech. */
    private static final double QUIET = 0.02;
    /** Recordings whose likelihood lies farther below the others', in their own spreads, hold another text. */
    private static final double DOUBTFUL_SPREADS = 6;

    private static final double SHORTEST_PHONE_SECONDS = 0.02;
    private static final double LONGEST_PHONE_SECONDS = 0.4;

    private final Teacher teacher;
    private final int rounds;
    private final int jobs;

    public CorpusAligner(Teacher teacher, int rounds, int jobs) {
        this.teacher = teacher;
        this.rounds = rounds;
        this.jobs = jobs;
    }

    /**
     * @param aligned in the corpus's order
     * @param unread recordings whose texts the teacher does not read word by word as they are written
     * @param doubtful recordings that sound like another text
     */
    public record Result(Map<Corpus.Utterance, List<TimedWord>> aligned, List<String> unread, List<String> doubtful) {
        /** Writes the times into the corpus, for whoever reads it from now on. */
        public void write(Path corpus) throws IOException {
            List<String> lines = new ArrayList<>();
            aligned.forEach((utterance, words) -> lines.add(AlignmentFile.line(utterance.id(), words)));
            Files.write(corpus.resolve(Corpus.ALIGNMENT), lines);
        }

        public String summary() {
            long phones = 0;
            long impossible = 0;
            for (List<TimedWord> words : aligned.values()) {
                for (TimedWord word : words) {
                    double from = word.startSeconds();
                    for (TimedPhone phone : word.phones()) {
                        double seconds = phone.endSeconds() - from;
                        from = phone.endSeconds();
                        phones++;
                        impossible += seconds < SHORTEST_PHONE_SECONDS || seconds > LONGEST_PHONE_SECONDS ? 1 : 0;
                    }
                }
            }
            return String.format(
                    Locale.ROOT,
                    "%d recordings with times of %d phones, %.1f %% of them shorter than %.0f or longer than %.0f ms;%n"
                            + "without times: %d that the teacher does not read word by word%s, %d that sound like another text%s",
                    aligned.size(),
                    phones,
                    100.0 * impossible / Math.max(1, phones),
                    1000 * SHORTEST_PHONE_SECONDS,
                    1000 * LONGEST_PHONE_SECONDS,
                    unread.size(),
                    some(unread),
                    doubtful.size(),
                    some(doubtful));
        }

        private static String some(List<String> ids) {
            return ids.isEmpty() ? "" : " (" + String.join(", ", ids.subList(0, Math.min(3, ids.size()))) + ")";
        }
    }

    /** A recording without the silence at its ends. */
    private record Take(Corpus.Utterance utterance, AlignedRecording recording, double trimmedSeconds) {
        Take with(PhoneAligner.Found found) {
            return new Take(utterance, recording.with(found.words()), trimmedSeconds);
        }
    }

    /** @throws IOException if a file can't be read, or the teacher fails */
    public Result align(Path corpus) throws IOException, InterruptedException {
        List<Corpus.Utterance> utterances = Corpus.read(corpus).utterances();
        Map<String, AlignedRecording> readings = readings(utterances);
        List<String> unread = new ArrayList<>();
        List<Corpus.Utterance> read = new ArrayList<>();
        for (Corpus.Utterance utterance : utterances) {
            if (readings.containsKey(Corpus.sameText(utterance.text()))) {
                read.add(utterance);
            } else {
                unread.add(utterance.id());
            }
        }
        List<Take> takes = all(read, utterance -> take(utterance, readings));
        takes.removeIf(take -> isTooShort(take, unread));
        double[] likelihoods = new double[takes.size()];
        for (int round = 0; round < rounds; round++) {
            PhoneModels models =
                    PhoneModels.of(takes.stream().map(Take::recording).toList());
            List<PhoneAligner.Found> found = all(takes, take -> PhoneAligner.find(take.recording(), models));
            for (int i = 0; i < found.size(); i++) {
                takes.set(i, takes.get(i).with(found.get(i)));
                likelihoods[i] = found.get(i).logLikelihood();
            }
        }
        return result(takes, likelihoods, unread);
    }

    private static boolean isTooShort(Take take, List<String> left) {
        int phones = take.recording().words().stream()
                .mapToInt(word -> word.phones().size())
                .sum();
        boolean tooShort = take.recording().frames().length < PhoneModels.STATES * phones;
        if (tooShort) {
            left.add(take.utterance().id());
        }
        return tooShort;
    }

    private static Result result(List<Take> takes, double[] likelihoods, List<String> unread) {
        double middle = SpeakingRate.median(likelihoods);
        double spread = SpeakingRate.median(
                Arrays.stream(likelihoods).map(each -> Math.abs(each - middle)).toArray());
        Map<Corpus.Utterance, List<TimedWord>> aligned = new LinkedHashMap<>();
        List<String> doubtful = new ArrayList<>();
        for (int i = 0; i < likelihoods.length; i++) {
            Take take = takes.get(i);
            if (likelihoods[i] < middle - DOUBTFUL_SPREADS * spread) {
                doubtful.add(take.utterance().id());
            } else {
                aligned.put(take.utterance(), later(take.recording().words(), take.trimmedSeconds()));
            }
        }
        return new Result(aligned, unread, doubtful);
    }

    private static List<TimedWord> later(List<TimedWord> words, double seconds) {
        return words.stream()
                .map(word -> new TimedWord(
                        word.spoken(),
                        word.punctuation(),
                        word.startSeconds() + seconds,
                        word.phones().stream()
                                .map(phone -> new TimedPhone(phone.symbol(), phone.endSeconds() + seconds))
                                .toList()))
                .toList();
    }

    /** Each text once, as the teacher reads it, by {@link Corpus#sameText}. */
    private Map<String, AlignedRecording> readings(List<Corpus.Utterance> utterances)
            throws IOException, InterruptedException {
        List<String> texts = utterances.stream()
                .map(utterance -> Corpus.sameText(utterance.text()))
                .filter(text -> text.matches(READABLE))
                .distinct()
                .toList();
        Path folder = Files.createTempDirectory("teacher");
        try {
            new CorpusSpeaker(teacher, folder, jobs).speak(texts);
            List<Corpus.Utterance> spoken = Corpus.read(folder).utterances().stream()
                    .filter(utterance -> !utterance.words().isEmpty())
                    .toList();
            Map<String, AlignedRecording> readings = new HashMap<>();
            List<AlignedRecording> recordings = all(spoken, CorpusAligner::reading);
            for (int i = 0; i < spoken.size(); i++) {
                readings.put(spoken.get(i).text(), recordings.get(i));
            }
            return readings;
        } finally {
            delete(folder);
        }
    }

    private static AlignedRecording reading(Corpus.Utterance spoken) {
        List<TimedWord> words = spoken.words();
        double end = words.get(words.size() - 1).endSeconds();
        float[] samples = samples(spoken);
        int first = at(words.get(0).startSeconds() - LEAD_SECONDS, samples);
        float[] trimmed = Arrays.copyOfRange(samples, first, at(end + TAIL_SECONDS, samples));
        return new AlignedRecording(
                spoken.id(), SpeechFrames.of(trimmed), later(words, -(double) first / SpeechFrames.SAMPLE_RATE_HZ));
    }

    private static Take take(Corpus.Utterance utterance, Map<String, AlignedRecording> readings) {
        float[] samples = samples(utterance);
        float peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        int first = 0;
        int end = samples.length;
        while (first < end && Math.abs(samples[first]) <= QUIET * peak) {
            first++;
        }
        while (end > first && Math.abs(samples[end - 1]) <= QUIET * peak) {
            end--;
        }
        first = Math.max(0, first - (int) (LEAD_SECONDS * SpeechFrames.SAMPLE_RATE_HZ));
        end = Math.min(samples.length, end + (int) (TAIL_SECONDS * SpeechFrames.SAMPLE_RATE_HZ));
        double[][] frames = SpeechFrames.of(Arrays.copyOfRange(samples, first, Math.max(first, end)));
        AlignedRecording reading = java.util.Objects.requireNonNull(readings.get(Corpus.sameText(utterance.text())));
        List<TimedWord> carried = frames.length == 0 ? reading.words() : PhoneAligner.carry(reading, frames);
        return new Take(
                utterance,
                new AlignedRecording(utterance.id(), frames, carried),
                (double) first / SpeechFrames.SAMPLE_RATE_HZ);
    }

    private static int at(double seconds, float[] samples) {
        return Math.max(0, Math.min(samples.length, (int) (seconds * SpeechFrames.SAMPLE_RATE_HZ)));
    }

    private static float[] samples(Corpus.Utterance utterance) {
        try {
            return Preparation.DEFAULT.samples(utterance.wav(), SpeechFrames.SAMPLE_RATE_HZ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Some at a time, in order; the list may be changed. */
    private <A, B> List<B> all(List<A> items, Function<A, B> work) throws IOException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<B>> running = new ArrayList<>();
            items.forEach(item -> running.add(pool.submit(() -> work.apply(item))));
            List<B> done = new ArrayList<>();
            for (Future<B> each : running) {
                done.add(each.get());
            }
            return done;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof UncheckedIOException io ? io.getCause() : e.getCause();
            throw new IOException(String.valueOf(cause), cause);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
