package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.TextsLanguage;
import sori.evaluate.SpeechFigures;
import sori.mel.MelStatistics;
import sori.text.Language;
import sori.text.SymbolTable;
import sori.training.Budget;
import sori.training.Compute;
import sori.training.LossCurves;
import sori.training.RunLog;
import sori.training.TrainingFolders;
import sori.training.TrainingLoop;
import sori.training.TrainingState;
import sori.voice.VoicePackage;

/** One run of an acoustic model: begun or resumed, and gone through by a {@link TrainingLoop}. Not thread-safe. */
final class AcousticRun implements TrainingLoop.Run {
    /** Sentences of the validation list whose losses and alignments are looked at. */
    private static final int SHOWN = 16;

    private final Experiment experiment;
    private final TrainingFolders folders;
    private final AcousticTrainer trainer;
    private final BatchSource training;
    private final BatchSource validation;
    private final List<Batch.Item> shown = new ArrayList<>();
    private final List<String> shownIds = new ArrayList<>();
    private final RunLog log;
    private final Optional<SpeechWatch> speech;

    AcousticRun(Experiment experiment, SpeechPlan speaking, FeatureStore store, Compute compute) throws IOException {
        this.experiment = experiment;
        this.folders = experiment.folders();
        boolean resumes = Files.isRegularFile(folders.checkpoint());
        trainer = resumes ? resumed(compute) : fresh(store, compute);
        trainer.challenge(experiment.adversary());
        List<Corpus.Utterance> trained = folders.list(Corpus.Split.TRAIN, store);
        TextsLanguage.require(experiment.language(), trained);
        ExperimentYaml.write(experiment, folders.run());
        training = source(trained, store, experiment.batch());
        if (!resumes && experiment.from() != null) {
            WarmStart.settle(trainer, training);
        }
        List<Corpus.Utterance> held = folders.list(Corpus.Split.VALIDATION, store);
        validation = source(held, store, 1);
        // validated on the forms that training sees, and no other
        BatchSource.Mixture mixture = experiment.forms();
        speech = speaking.begin(folders.run(), held, store, trainer.table(), mixture);
        log = new RunLog(folders.run(), trainer.step());
        Random random = new Random(0);
        for (Corpus.Utterance utterance : held.subList(0, Math.min(SHOWN, held.size()))) {
            shown.add(validation.item(utterance, mixture.draw(random), random));
            shownIds.add(utterance.id());
        }
    }

    private AcousticTrainer resumed(Compute compute) throws IOException {
        AcousticTrainer resumed =
                AcousticTrainer.resume(folders.checkpoint(), experiment.learning(), experiment.guide(), compute);
        Language spoken = Language.of(resumed.table());
        if (spoken != experiment.language()) {
            throw new IOException(folders.checkpoint() + " learns " + spoken.title() + ", not "
                    + experiment.language().title() + ": give --language " + spoken.tag() + ", or another --run");
        }
        AcousticShape saved = resumed.module().shape();
        if (!saved.equals(experiment.model().shape(saved.symbols(), saved.mels()))) {
            throw new IOException(
                    folders.checkpoint() + " is of another model than " + experiment.model() + ": give another --run");
        }
        if (resumed.seed() != experiment.seed()) {
            throw new IOException(folders.checkpoint() + " goes on with its seed, " + resumed.seed()
                    + ": give that, or another --run");
        }
        return resumed;
    }

    private AcousticTrainer fresh(FeatureStore store, Compute compute) throws IOException {
        if (Files.exists(folders.run().resolve(BestCheckpoint.FILE))) {
            throw new IOException(
                    folders.run() + " has a " + BestCheckpoint.FILE + " but no " + TrainingFolders.CHECKPOINT
                            + " to go on from: give another --run, or move that file away to begin anew");
        }
        SymbolTable table = experiment.language().symbols();
        AcousticShape shape =
                experiment.model().shape(table.size(), store.format().mels());
        if (experiment.from() != null) {
            VoicePackage voice = VoicePackage.open(Path.of(experiment.from()));
            Optional<MelStatistics> speaker =
                    experiment.newSpeaker() ? Optional.of(store.statistics()) : Optional.empty();
            return new WarmStart(voice).trainer(shape, table, store.format(), speaker, experiment, compute);
        }
        return new AcousticTrainer(
                new AcousticModule(shape, experiment.seed(), compute),
                table,
                store.statistics(),
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
        trainer.save(folders.checkpoint());
    }

    @Override
    public void validate() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            AcousticTrainer.Validation result = trainer.validate(validation.batch(shown));
            log.write(LossCurves.VALIDATION, trainer.step(), result.losses().figures());
            AcousticShape shape = trainer.module().shape();
            TrainingPictures pictures = new TrainingPictures(folders.run(), trainer.table());
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
