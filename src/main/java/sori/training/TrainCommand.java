package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.onnx.GraphRefusedException;
import sori.text.Language;
import sori.text.SymbolTable;
import sori.voice.VoicePackage;

/** {@code ./sori lab train}: trains an acoustic model, or goes on with one. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Trains an acoustic model, goes on from its checkpoint if there is one, and publishes it if asked to.")
public final class TrainCommand implements Callable<Integer> {
    /** Options and the keys of an {@link Experiment} that they stand for. */
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("--corpus", "corpus"),
            Map.entry("--features", "features"),
            Map.entry("--run", "run"),
            Map.entry("--from", "from"),
            Map.entry("--new-speaker", "newSpeaker"),
            Map.entry("--language", "language"),
            Map.entry("--cell", "model.cell"),
            Map.entry("--attention", "model.attention"),
            Map.entry("--size", "model.size"),
            Map.entry("--steps", "budget.steps"),
            Map.entry("--cpu-minutes", "budget.cpuMinutes"),
            Map.entry("--minutes", "budget.minutes"),
            Map.entry("--phones", "forms.phones"),
            Map.entry("--characters", "forms.characters"),
            Map.entry("--batch", "batch"),
            Map.entry("--matmul", "matmul"),
            Map.entry("--device", "device"),
            Map.entry("--threads", "threads"),
            Map.entry("--seed", "seed"),
            Map.entry("--checkpoint-every", "checkpointEvery"));

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--experiment",
            paramLabel = "FILE",
            description = "YAML of all that is chosen; options override it (the copy in the run's folder)")
    @Nullable
    Path file;

    @Option(
            names = "--from",
            paramLabel = "PACKAGE",
            description = "folder of a voice package whose weights the run begins with (random ones)")
    @Nullable
    Path from;

    @Option(
            names = "--new-speaker",
            description =
                    "with --from: another speaks in the recordings, so take their mel statistics, not the package's")
    boolean newSpeaker;

    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            converter = OneOf.Languages.class,
            description = "of the texts, en or ko: which symbols the model learns (${DEFAULT-VALUE})")
    Language language = Language.EN;

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
        Experiment experiment = experiment();
        use(experiment);
        if (exporting.publishing.publish) {
            exporting.label.check(experiment.language());
        }
        boolean finished;
        try (FeatureStore store = files.store()) {
            finished = loop.run(compute -> new AcousticRun(store, experiment, compute));
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

    /** The file, or what the run was begun with, or the defaults; over it the options that were given. */
    Experiment experiment() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Map<String, Object> given = new HashMap<>();
        for (OptionSpec option : line.getParseResult().matchedOptions()) {
            String key = KEYS.get(option.longestName());
            if (key != null) {
                given.put(key, option.getValue());
            }
        }
        Path kept = files.run.resolve(ExperimentYaml.FILE);
        try {
            if (file != null) {
                return ExperimentYaml.read(file, given);
            }
            return Files.isRegularFile(files.checkpoint()) && Files.isRegularFile(kept)
                    ? ExperimentYaml.read(kept, given)
                    : ExperimentYaml.parse("", "the options", given);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, e.getMessage(), e);
        }
    }

    private void use(Experiment experiment) {
        files.corpus = Path.of(experiment.corpus());
        files.features = Path.of(experiment.features());
        files.run = Path.of(experiment.run());
        loop.steps = experiment.budget().steps();
        loop.cpuMinutes = experiment.budget().cpuMinutes();
        loop.minutes = experiment.budget().minutes();
        loop.threads = experiment.threads();
        loop.matmul = experiment.matmul();
        loop.device = experiment.device();
        loop.seed = experiment.seed();
        loop.checkpointEvery = experiment.checkpointEvery();
    }

    private final class AcousticRun implements TrainingLoop.Run {
        private final Experiment experiment;
        private final AcousticTrainer trainer;
        private final BatchSource training;
        private final BatchSource validation;
        private final List<Batch.Item> shown = new ArrayList<>();
        private final List<String> shownIds = new ArrayList<>();
        private final RunLog log;
        private final Optional<SpeechWatch> speech;

        AcousticRun(FeatureStore store, Experiment experiment, Compute compute) throws IOException {
            this.experiment = experiment;
            boolean resumes = Files.isRegularFile(files.checkpoint());
            trainer = resumes ? resumed(compute) : fresh(store, compute);
            trainer.challenge(experiment.adversary());
            List<Corpus.Utterance> trained = files.list(Corpus.Split.TRAIN, store);
            TextsLanguage.require(experiment.language(), trained);
            ExperimentYaml.write(experiment, files.run);
            training = source(trained, store, experiment.batch());
            if (!resumes && experiment.from() != null) {
                WarmStart.settle(trainer, training);
            }
            List<Corpus.Utterance> held = files.list(Corpus.Split.VALIDATION, store);
            validation = source(held, store, 1);
            // validated on the forms that training sees, and no other
            BatchSource.Mixture mixture = experiment.forms();
            speech = validating.begin(files.run, held, store, trainer.table(), mixture, exporting);
            log = new RunLog(files.run, trainer.step());
            Random random = new Random(0);
            for (Corpus.Utterance utterance : held.subList(0, Math.min(16, held.size()))) {
                shown.add(validation.item(utterance, mixture.draw(random), random));
                shownIds.add(utterance.id());
            }
        }

        private AcousticTrainer resumed(Compute compute) throws IOException {
            AcousticTrainer resumed =
                    AcousticTrainer.resume(files.checkpoint(), experiment.learning(), experiment.guide(), compute);
            Language spoken = Language.of(resumed.table());
            if (spoken != experiment.language()) {
                throw new IOException(files.checkpoint() + " learns " + spoken.title() + ", not "
                        + experiment.language().title() + ": give --language " + spoken.tag() + ", or another --run");
            }
            AcousticShape saved = resumed.module().shape();
            if (!saved.equals(experiment.model().shape(saved.symbols(), saved.mels()))) {
                throw new IOException(files.checkpoint() + " is of another model than " + experiment.model()
                        + ": give another --run");
            }
            if (resumed.seed() != experiment.seed()) {
                throw new IOException(files.checkpoint() + " goes on with its seed, " + resumed.seed()
                        + ": give that, or another --run");
            }
            return resumed;
        }

        private AcousticTrainer fresh(FeatureStore store, Compute compute) throws IOException {
            if (Files.exists(files.run.resolve(BestCheckpoint.FILE))) {
                throw new IOException(files.run + " has a " + BestCheckpoint.FILE + " but no " + LabFiles.CHECKPOINT
                        + " to go on from: give another --run, or move that file away to begin anew");
            }
            SymbolTable table = experiment.language().symbols();
            AcousticShape shape =
                    experiment.model().shape(table.size(), store.format().mels());
            if (experiment.from() != null) {
                VoicePackage voice = VoicePackage.open(Path.of(experiment.from()));
                Optional<MelStatistics> speaker =
                        experiment.newSpeaker() ? Optional.of(MelStatistics.measure(store)) : Optional.empty();
                return new WarmStart(voice).trainer(shape, table, store.format(), speaker, experiment, compute);
            }
            return new AcousticTrainer(
                    new AcousticModule(shape, experiment.seed(), compute),
                    table,
                    MelStatistics.measure(store),
                    experiment.seed(),
                    experiment.learning(),
                    experiment.guide(),
                    null);
        }

        private BatchSource source(List<Corpus.Utterance> list, FeatureStore store, int size) {
            return new BatchSource(
                    list,
                    store,
                    trainer.statistics(),
                    trainer.table(),
                    trainer.module().shape(),
                    experiment.forms(),
                    experiment.guide(),
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
                    pictures.drawAlignments(trainer.step(), result.weights().get(), shown, shownIds, shape);
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
