package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.acoustic.AcousticShape;
import sori.text.SymbolTable;

/** {@code ./sori lab train}: trains an acoustic model, or goes on with one. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains an acoustic model; goes on from its checkpoint if there is one.")
public final class TrainCommand implements Callable<Integer> {
    @Mixin
    LabFiles files = new LabFiles();

    @Option(
            names = "--steps",
            defaultValue = "8000",
            description = "length of the learning-rate schedule (${DEFAULT-VALUE})")
    long steps;

    @Option(names = "--minutes", defaultValue = "100000", description = "stop after this time, resumable (no limit)")
    double minutes;

    @Option(names = "--batch", defaultValue = "32", description = "utterances per step (${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--phones", defaultValue = "0.4", description = "share read as phones (${DEFAULT-VALUE})")
    double phones;

    @Option(names = "--characters", defaultValue = "0.35", description = "share read as letters (${DEFAULT-VALUE})")
    double characters;

    @Option(names = "--threads", defaultValue = "2", description = "threads of the tensor library (${DEFAULT-VALUE})")
    int threads;

    @Option(names = "--seed", defaultValue = "1", description = "first weights, order, dropout (${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--checkpoint-every",
            defaultValue = "100",
            description = "steps between checkpoints (${DEFAULT-VALUE})")
    int checkpointEvery;

    private volatile boolean stopping;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException {
        torch.set_num_threads(threads);
        openblas.blas_set_num_threads(1);
        // A signal must not end the JVM inside a native step: the loop is told to stop, and waited for.
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-training"));
        try (FeatureStore store = files.store()) {
            Path checkpoint = files.checkpoint();
            AcousticTrainer trainer =
                    Files.isRegularFile(checkpoint) ? AcousticTrainer.resume(checkpoint) : fresh(store);
            loop(trainer, store, checkpoint);
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private AcousticTrainer fresh(FeatureStore store) throws IOException {
        SymbolTable table = SymbolTable.english();
        AcousticShape shape = AcousticShape.small(table.size(), store.format().mels());
        return new AcousticTrainer(shape, table, MelStatistics.measure(store), seed);
    }

    private void stop() {
        stopping = true;
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop(AcousticTrainer trainer, FeatureStore store, Path checkpoint) throws IOException {
        BatchSource training = source(files.list(Corpus.Split.TRAIN, store), store, trainer, batch);
        List<Corpus.Utterance> held = files.list(Corpus.Split.VALIDATION, store);
        BatchSource validation = source(held, store, trainer, 1);
        List<Batch.Item> shown = shown(validation, held);
        long started = System.nanoTime();
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("training")
                .setInitialMax(steps)
                .startsFrom(trainer.step(), Duration.ofMillis((long) (trainer.seconds() * 1000)))
                .setUpdateIntervalMillis(2000)
                .build()) {
            while (trainer.step() < steps && !stopping && System.nanoTime() - started < minutes * 60e9) {
                AcousticTrainer.Losses losses = trainer.train(training, steps);
                log("losses.tsv", losses);
                bar.step();
                bar.setExtraMessage(String.format(Locale.ROOT, " mel %.3f guide %.3f", losses.mel(), losses.guide()));
                if (trainer.step() % checkpointEvery == 0) {
                    trainer.save(checkpoint);
                    validate(trainer, validation, shown);
                }
            }
        }
        trainer.save(checkpoint);
    }

    private void validate(AcousticTrainer trainer, BatchSource source, List<Batch.Item> shown) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            AcousticTrainer.Validation validation = trainer.validate(source.batch(shown));
            log("validation.tsv", validation.losses());
            AcousticShape shape = trainer.module().shape();
            TrainingPictures pictures = new TrainingPictures(files.run, trainer.table());
            pictures.drawLosses();
            pictures.drawAlignments(validation, shown, shape.framesPerStep(), shape.mels());
        }
    }

    private BatchSource source(List<Corpus.Utterance> list, FeatureStore store, AcousticTrainer trainer, int size) {
        return new BatchSource(
                list,
                store,
                trainer.statistics(),
                trainer.table(),
                trainer.module().shape(),
                new BatchSource.Mixture(phones, characters),
                size,
                trainer.seed());
    }

    private static List<Batch.Item> shown(BatchSource source, List<Corpus.Utterance> held) throws IOException {
        List<Batch.Item> items = new ArrayList<>();
        Random random = new Random(0);
        for (Corpus.Utterance utterance : held.subList(0, Math.min(16, held.size()))) {
            TimedSymbols.Form form = items.size() % 2 == 0 ? TimedSymbols.Form.PHONES : TimedSymbols.Form.CHARACTERS;
            items.add(source.item(utterance, form, random));
        }
        return items;
    }

    private void log(String file, AcousticTrainer.Losses l) throws IOException {
        Files.createDirectories(files.run);
        String line = String.format(
                Locale.ROOT,
                "%d\t%.5f\t%.5f\t%.5f\t%.5f\t%.3f\t%.6f%n",
                l.step(),
                l.total(),
                l.mel(),
                l.gate(),
                l.guide(),
                l.gradientNorm(),
                l.learningRate());
        Files.writeString(files.run.resolve(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
