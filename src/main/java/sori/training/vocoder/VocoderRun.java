package sori.training.vocoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.pytorch.Device;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.training.Budget;
import sori.training.Compute;
import sori.training.LossCurves;
import sori.training.Matmul;
import sori.training.Products;
import sori.training.RunLog;
import sori.training.TrainingFolders;
import sori.training.TrainingLoop;
import sori.training.TrainingState;
import sori.vocoder.VocoderShape;
import sori.voice.VoicePackage;

/** One run of a vocoder: begun or resumed, and gone through by a {@link TrainingLoop}. Not thread-safe. */
final class VocoderRun implements TrainingLoop.Run {
    private static final String CONTEST = "contest.tsv";
    private static final int VALIDATION_BATCH = 8;
    private static final double VALIDATION_SECONDS = 60;

    private final VocoderPlan plan;
    private final TrainingFolders folders;
    private final VocoderTrainer trainer;
    private final SegmentSource training;
    private final SegmentSource validation;
    private final RunLog log;

    VocoderRun(VocoderPlan plan, FeatureStore store, Compute compute) throws IOException {
        this.plan = plan;
        this.folders = plan.folders();
        if (plan.matmul() == Matmul.BF16 && compute.products() == Products.BF16) {
            System.out.println("bf16: a vocoder's products stay in fp32, except with AMX");
        }
        trainer = Files.isRegularFile(folders.checkpoint())
                ? VocoderTrainer.resume(folders.checkpoint(), plan.learning(), compute.device())
                : fresh(store, compute.device());
        if (plan.adversarial()) {
            trainer.contest();
        }
        training = source(
                Corpus.Split.TRAIN,
                store,
                plan.pieces().batch(),
                60 * plan.pieces().audioMinutes());
        if (trainer.state().step() == 0) {
            VocoderStart.settle(trainer, training);
        }
        validation = source(Corpus.Split.VALIDATION, store, VALIDATION_BATCH, VALIDATION_SECONDS);
        log = new RunLog(folders.run(), trainer.state().step());
    }

    private VocoderTrainer fresh(FeatureStore store, Device device) throws IOException {
        MelFormat format = store.format();
        Path from = plan.from();
        if (from != null) {
            return VocoderStart.from(VoicePackage.open(from), format, plan.learning(), plan.seed(), device);
        }
        MelStatistics statistics = store.statistics();
        return new VocoderTrainer(VocoderShape.small(format), format, statistics, plan.learning(), plan.seed(), device);
    }

    private SegmentSource source(Corpus.Split split, FeatureStore store, int size, double seconds) throws IOException {
        return new SegmentSource(
                folders.list(split, store),
                store,
                trainer.statistics(),
                trainer.module().shape(),
                size,
                plan.pieces().frames(),
                seconds,
                trainer.state().seed());
    }

    @Override
    public TrainingState state() {
        return trainer.state();
    }

    @Override
    public String train(Budget budget) throws IOException {
        VocoderTrainer.Losses losses = trainer.train(training, budget);
        log.write(LossCurves.TRAINING, losses.step(), losses.ofStep());
        Adversary.Figures contest = trainer.lastContest();
        if (contest != null) {
            log.write(CONTEST, losses.step(), contest.named());
        }
        return String.format(
                Locale.ROOT,
                "magnitude %.3f mel %.3f phase %.3f pitch %.3f",
                losses.magnitude(),
                losses.mel(),
                losses.phase(),
                losses.pitch());
    }

    @Override
    public void save() throws IOException {
        trainer.save(folders.checkpoint());
    }

    @Override
    public void validate() throws IOException {
        VocoderTrainer.Losses losses = trainer.validate(validation);
        log.write(LossCurves.VALIDATION, losses.step(), losses.figures());
        new LossCurves(folders.run())
                .add("magnitude, training", LossCurves.TRAINING, 3)
                .add("magnitude, validation", LossCurves.VALIDATION, 3)
                .add("mel, training", LossCurves.TRAINING, 4)
                .add("mel, validation", LossCurves.VALIDATION, 4)
                .draw();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
