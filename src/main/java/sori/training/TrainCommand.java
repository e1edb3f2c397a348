package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.onnx.GraphRefusedException;
import sori.text.SymbolTable;

/** {@code ./sori lab train}: trains an acoustic model, or goes on with one. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Trains an acoustic model, goes on from its checkpoint if there is one, and publishes it if asked to.")
public final class TrainCommand implements Callable<Integer> {
    @Mixin
    LabFiles files = new LabFiles();

    @Mixin
    TrainingLoop loop = new TrainingLoop();

    @Mixin
    ModelOptions model = new ModelOptions();

    @Option(names = "--batch", defaultValue = "32", description = "utterances per step (${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--phones", defaultValue = "0.4", description = "share read as phones (${DEFAULT-VALUE})")
    double phones;

    @Option(names = "--characters", defaultValue = "0.35", description = "share read as letters (${DEFAULT-VALUE})")
    double characters;

    @Mixin
    ExportOptions exporting = new ExportOptions();

    @Override
    public Integer call() throws IOException, GraphRefusedException, InterruptedException {
        exporting.publishing.check(); // before hours of work, not after
        boolean finished;
        try (FeatureStore store = files.store()) {
            finished = loop.run(() -> new AcousticRun(store));
        }
        if (!exporting.publishing.publish) {
            return 0;
        }
        if (!finished) {
            System.out.println("not published: training was stopped; it goes on when the command is given again");
            return 0;
        }
        return exporting.export(files) ? 0 : 1;
    }

    private final class AcousticRun implements TrainingLoop.Run {
        private final AcousticTrainer trainer;
        private final BatchSource training;
        private final BatchSource validation;
        private final List<Batch.Item> shown = new ArrayList<>();

        AcousticRun(FeatureStore store) throws IOException {
            trainer = Files.isRegularFile(files.checkpoint()) ? resumed() : fresh(store);
            training = source(files.list(Corpus.Split.TRAIN, store), store, batch);
            List<Corpus.Utterance> held = files.list(Corpus.Split.VALIDATION, store);
            validation = source(held, store, 1);
            Random random = new Random(0);
            BatchSource.Mixture mixture =
                    new BatchSource.Mixture(phones, characters); // of what training sees, no other
            for (Corpus.Utterance utterance : held.subList(0, Math.min(16, held.size()))) {
                shown.add(validation.item(utterance, mixture.draw(random), random));
            }
        }

        private AcousticTrainer resumed() throws IOException {
            AcousticTrainer resumed = AcousticTrainer.resume(files.checkpoint());
            model.check(resumed.module().shape(), files.checkpoint());
            return resumed;
        }

        private AcousticTrainer fresh(FeatureStore store) throws IOException {
            SymbolTable table = SymbolTable.english();
            AcousticShape shape = model.shape(table.size(), store.format().mels());
            return new AcousticTrainer(shape, table, MelStatistics.measure(store), loop.seed);
        }

        private BatchSource source(List<Corpus.Utterance> list, FeatureStore store, int size) {
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

        @Override
        public TrainingState state() {
            return trainer.state();
        }

        @Override
        public String train(Budget budget) throws IOException {
            AcousticTrainer.Losses losses = trainer.train(training, budget);
            log(LossCurves.TRAINING, losses);
            String mel = String.format(Locale.ROOT, "mel %.3f", losses.mel());
            return hasAttention() ? mel + String.format(Locale.ROOT, " guide %.3f", losses.guide()) : mel;
        }

        @Override
        public void save() throws IOException {
            trainer.save(files.checkpoint());
        }

        @Override
        public void validate() throws IOException {
            try (PointerScope scope = new PointerScope()) {
                AcousticTrainer.Validation result = trainer.validate(validation.batch(shown));
                log(LossCurves.VALIDATION, result.losses());
                AcousticShape shape = trainer.module().shape();
                TrainingPictures pictures = new TrainingPictures(files.run, trainer.table());
                pictures.drawLosses(hasAttention());
                if (result.weights().isPresent()) {
                    pictures.drawAlignments(trainer.step(), result.weights().get(), shown, shape);
                }
            }
        }

        private boolean hasAttention() {
            return trainer.module().shape().alignment() == Alignment.ATTENTION;
        }

        private void log(String file, AcousticTrainer.Losses l) throws IOException {
            TrainingLoop.log(
                    files.run.resolve(file),
                    l.step(),
                    l.total(),
                    l.mel(),
                    l.gate(),
                    l.guide(),
                    l.gradientNorm(),
                    l.learningRate());
        }
    }
}
