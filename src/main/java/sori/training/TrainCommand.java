package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    ValidationOptions validating = new ValidationOptions();

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
        private final RunLog log;
        private final Optional<SpeechWatch> speech;

        AcousticRun(FeatureStore store) throws IOException {
            trainer = Files.isRegularFile(files.checkpoint()) ? resumed() : fresh(store);
            training = source(files.list(Corpus.Split.TRAIN, store), store, batch);
            List<Corpus.Utterance> held = files.list(Corpus.Split.VALIDATION, store);
            validation = source(held, store, 1);
            // validated on the forms that training sees, and no other
            BatchSource.Mixture mixture = new BatchSource.Mixture(phones, characters);
            speech = validating.begin(files.run, held, store, trainer.table(), mixture, exporting);
            log = new RunLog(files.run, trainer.step());
            Random random = new Random(0);
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
            if (Files.exists(files.run.resolve(BestCheckpoint.FILE))) {
                throw new IOException(files.run + " has a " + BestCheckpoint.FILE + " but no " + LabFiles.CHECKPOINT
                        + " to go on from: give another --run, or move that file away to begin anew");
            }
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
            log.write(LossCurves.TRAINING, losses.step(), losses.ofStep());
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
                log.write(LossCurves.VALIDATION, trainer.step(), result.losses().figures());
                AcousticShape shape = trainer.module().shape();
                TrainingPictures pictures = new TrainingPictures(files.run, trainer.table());
                pictures.drawLosses(hasAttention());
                if (result.weights().isPresent()) {
                    pictures.drawAlignments(trainer.step(), result.weights().get(), shown, shape);
                }
            }
            log.picture("alignments.png", trainer.step());
            if (speech.isPresent()) {
                log(speech.get(), speech.get().validate(trainer));
            }
        }

        @Override
        public void finish() throws IOException {
            if (speech.isPresent()) {
                log(speech.get(), speech.get().finish(trainer));
            }
        }

        private void log(SpeechWatch watch, Optional<SpeechFigures> spoken) throws IOException {
            if (spoken.isPresent()) {
                log.events(BestCheckpoint.LOG, trainer.step(), spoken.get().figures());
                for (String picture : watch.pictures()) {
                    log.picture(picture, trainer.step());
                }
            }
        }

        private boolean hasAttention() {
            return trainer.module().shape().alignment() == Alignment.ATTENTION;
        }

        @Override
        public void close() throws IOException {
            log.close();
        }
    }
}
