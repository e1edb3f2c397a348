package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.evaluate.SpeechFigures;
import sori.training.Elapsed;
import sori.training.LossCurves;

/**
 * Makes a model in training speak at intervals, logs how it spoke, draws that, and keeps the checkpoint that spoke best. What it
 * costs is in the log and in no training budget. Not thread-safe.
 */
final class SpeechWatch {
    private static final int SENTENCES = 1;
    private static final int COVERAGE = 4;
    private static final int DISTORTION = 8;
    private static final int WORD_ERRORS = 9;
    private static final double PERCENT = 100;

    private static final Logger log = LoggerFactory.getLogger(SpeechWatch.class);

    private final Path run;
    private final SpeechValidation speech;
    private final BestCheckpoint best;
    private final int every;
    private long spokenAt;

    /** @param every steps between two times */
    SpeechWatch(Path run, SpeechValidation speech, int every) throws IOException {
        this.run = run;
        this.speech = speech;
        this.best = BestCheckpoint.of(run);
        this.every = every;
        this.spokenAt = best.lastStep();
    }

    /** Makes it speak if a multiple of the interval has been passed since it last did. */
    Optional<SpeechFigures> validate(AcousticTrainer trainer) throws IOException {
        if (trainer.step() < spokenAt) { // the run goes on from an earlier checkpoint than the log knows
            spokenAt = 0;
        }
        return trainer.step() / every > spokenAt / every ? speak(trainer) : Optional.empty();
    }

    /** The end of training is a time to speak, whatever the interval. */
    Optional<SpeechFigures> finish(AcousticTrainer trainer) throws IOException {
        return trainer.step() == spokenAt ? Optional.empty() : speak(trainer);
    }

    /** See {@link SpeechValidation#pictures}. */
    List<String> pictures() {
        return speech.pictures();
    }

    private Optional<SpeechFigures> speak(AcousticTrainer trainer) throws IOException {
        Elapsed time = Elapsed.start();
        spokenAt = trainer.step();
        SpeechFigures figures;
        try {
            figures = speech.speak(trainer);
        } catch (IOException e) {
            log.warn("At step {} the model could not be made to speak: {}", spokenAt, e.getMessage());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        boolean kept = best.consider(figures, time.cpuSeconds(), trainer);
        System.out.printf(Locale.ROOT, "%nstep %d: %s%s%n", spokenAt, figures.summary(), kept ? "  (best so far)" : "");
        drawCurves();
        return Optional.of(figures);
    }

    private void drawCurves() throws IOException {
        new LossCurves(run)
                .add("failed, %", BestCheckpoint.LOG, row -> PERCENT * row[SENTENCES + 1] / row[SENTENCES])
                .add("symbols attended, %", BestCheckpoint.LOG, row -> PERCENT * row[COVERAGE])
                .add("word errors, %", BestCheckpoint.LOG, row -> row[WORD_ERRORS])
                .draw("speech of " + run.getFileName() + " on the validation list", "speech.png", false);
        new LossCurves(run)
                .add("mel-cepstral distortion, dB", BestCheckpoint.LOG, row -> row[DISTORTION])
                .draw("distortion of " + run.getFileName() + " on the validation list", "distortion.png", false);
    }
}
