package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import sori.evaluate.SpeechFigures;
import sori.training.Checkpoint;
import sori.training.LossCurves;
import sori.training.RunLog;
import sori.training.TrainingFolders;

/**
 * A run's log of how it spoke ({@code speech.tsv}), and beside the last checkpoint the one that spoke best ({@code best.bin}).
 * Not thread-safe.
 */
final class BestCheckpoint {
    public static final String FILE = TrainingFolders.BEST;
    public static final String LOG = "speech.tsv";

    private final Path run;
    private Optional<SpeechFigures> best;

    private BestCheckpoint(Path run, Optional<SpeechFigures> best) {
        this.run = run;
        this.best = best;
    }

    /** @throws IOException if the run's best checkpoint or its log can't be read */
    public static BestCheckpoint of(Path run) throws IOException {
        Path file = run.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new BestCheckpoint(run, Optional.empty());
        }
        long step = Checkpoint.read(file, AcousticTrainer.Header.class).header().step();
        return new BestCheckpoint(
                run, log(run).stream().filter(row -> row.step() == step).reduce((earlier, later) -> later));
    }

    private static List<SpeechFigures> log(Path run) throws IOException {
        return LossCurves.rows(run.resolve(LOG)).stream()
                .map(SpeechFigures::ofRow)
                .toList();
    }

    /** The best checkpoint's figures, if there is one and it is known how it spoke. */
    Optional<SpeechFigures> figures() {
        return best;
    }

    /** Step of the log's last line; 0 without one. */
    long lastStep() throws IOException {
        List<SpeechFigures> log = log(run);
        return log.isEmpty() ? 0 : log.get(log.size() - 1).step();
    }

    /**
     * Logs how the model speaks now, and keeps it if that is better than ever.
     *
     * @param cpuSeconds that it took to find out
     * @return whether it was kept
     */
    public boolean consider(SpeechFigures figures, double cpuSeconds, AcousticTrainer trainer) throws IOException {
        double[] columns = DoubleStream.concat(
                        figures.figures().values().stream().mapToDouble(Double::doubleValue),
                        DoubleStream.of(cpuSeconds))
                .toArray();
        RunLog.append(run.resolve(LOG), figures.step(), columns);
        if (best.isPresent() && !figures.beats(best.get())) {
            return false;
        }
        trainer.save(run.resolve(FILE));
        best = Optional.of(figures);
        return true;
    }
}
