package sori.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import me.tongfei.progressbar.ProgressBar;

/** Builds a corpus with a teacher voice. Goes on where an earlier run stopped: whole batches are kept. */
public final class CorpusSpeaker {
    private static final int BATCH = 100;

    private final Teacher teacher;
    private final Path directory;
    private final int jobs;

    public CorpusSpeaker(Teacher teacher, Path directory, int jobs) {
        this.teacher = teacher;
        this.directory = directory;
        this.jobs = jobs;
    }

    /**
     * Speaks what is not there yet. The prompt at index i gets the id {@code u00000i}.
     *
     * @throws IOException if the teacher fails or the disk does
     */
    public void speak(List<String> prompts) throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("wavs"));
        Set<String> done = done();
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try (ProgressBar bar = new ProgressBar("speaking", prompts.size())) {
            bar.stepTo(done.size());
            List<Future<Integer>> batches = new ArrayList<>();
            for (int from = 0; from < prompts.size(); from += BATCH) {
                Map<String, String> batch = batch(prompts, from, done);
                if (!batch.isEmpty()) {
                    batches.add(pool.submit(() -> speak(batch)));
                }
            }
            for (Future<Integer> batch : batches) {
                bar.stepBy(batch.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private int speak(Map<String, String> batch) throws IOException, InterruptedException {
        List<String> lines = teacher.speak(batch, directory.resolve("wavs"));
        StringBuilder metadata = new StringBuilder();
        batch.forEach((id, text) -> metadata.append(id)
                .append('|')
                .append(text)
                .append('|')
                .append(text)
                .append('\n'));
        synchronized (this) {
            if (!lines.isEmpty()) {
                append(Corpus.ALIGNMENT, String.join("\n", lines) + "\n");
            }
            append(Corpus.METADATA, metadata.toString());
        }
        return batch.size();
    }

    private void append(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Map<String, String> batch(List<String> prompts, int from, Set<String> done) {
        Map<String, String> batch = new LinkedHashMap<>();
        for (int i = from; i < Math.min(prompts.size(), from + BATCH); i++) {
            String id = String.format(Locale.ROOT, "u%06d", i);
            if (!done.contains(id)) {
                batch.put(id, prompts.get(i));
            }
        }
        return batch;
    }

    private Set<String> done() throws IOException {
        Set<String> ids = new HashSet<>();
        Path metadata = directory.resolve(Corpus.METADATA);
        if (Files.isRegularFile(metadata)) {
            Files.readAllLines(metadata).forEach(line -> ids.add(line.substring(0, line.indexOf('|'))));
        }
        return ids;
    }
}
