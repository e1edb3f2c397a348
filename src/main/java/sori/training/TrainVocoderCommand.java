package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.mel.MelFormat;
import sori.vocoder.VocoderShape;
import sori.voice.VoicePackage;

/** {@code ./sori lab train-vocoder}: trains a vocoder, or goes on with one. */
@Command(
        name = "train-vocoder",
        mixinStandardHelpOptions = true,
        description = "Trains a causal neural vocoder; goes on from its checkpoint if there is one.")
public final class TrainVocoderCommand implements Callable<Integer> {
    private static final String CONTEST = "contest.tsv";
    private static final int VALIDATION_BATCH = 8;
    private static final double VALIDATION_SECONDS = 60;

    @Mixin
    LabFiles files = new LabFiles();

    @Mixin
    TrainingLoop loop = new TrainingLoop();

    @Option(names = "--batch", defaultValue = "8", description = "pieces per step (${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--frames", defaultValue = "64", description = "mel frames of a piece (${DEFAULT-VALUE})")
    int frames;

    @Option(
            names = "--audio-minutes",
            defaultValue = "60",
            description = "recordings to learn from, kept in memory (${DEFAULT-VALUE})")
    double audioMinutes;

    @Option(
            names = "--from",
            paramLabel = "PACKAGE",
            description = "folder of a voice package whose vocoder the run begins with (random weights)")
    @Nullable
    Path from;

    @Option(names = "--rate", defaultValue = "0.001", description = "highest learning rate (${DEFAULT-VALUE})")
    double rate;

    @Option(
            names = "--adversarial",
            description =
                    "discriminators learn beside the vocoder, which learns to deceive them; a run that has them keeps them")
    boolean adversarial;

    @Override
    public Integer call() throws IOException {
        try (FeatureStore store = files.store()) {
            loop.run(compute -> new VocoderRun(store, compute));
        }
        return 0;
    }

    private Learning learning() {
        Learning usual = Learning.DEFAULT;
        return new Learning(rate, usual.warmUpSteps(), usual.plateau(), usual.clipNorm(), usual.averageDecay());
    }

    private final class VocoderRun implements TrainingLoop.Run {
        private final VocoderTrainer trainer;
        private final SegmentSource training;
        private final SegmentSource validation;
        private final RunLog log;

        VocoderRun(FeatureStore store, Compute compute) throws IOException {
            if (loop.matmul == Matmul.BF16 && compute.products() == Products.BF16) {
                System.out.println("bf16: a vocoder's products stay in fp32, except with AMX");
            }
            trainer = Files.isRegularFile(files.checkpoint())
                    ? VocoderTrainer.resume(files.checkpoint(), learning(), compute.device())
                    : fresh(store, compute.device());
            if (adversarial) {
                trainer.contest();
            }
            training = source(Corpus.Split.TRAIN, store, batch, 60 * audioMinutes);
            if (trainer.state().step() == 0) {
                VocoderStart.settle(trainer, training);
            }
            validation = source(Corpus.Split.VALIDATION, store, VALIDATION_BATCH, VALIDATION_SECONDS);
            log = new RunLog(files.run, trainer.state().step());
        }

        private VocoderTrainer fresh(FeatureStore store, Device device) throws IOException {
            MelFormat format = store.format();
            if (from != null) {
                return VocoderStart.from(VoicePackage.open(from), format, learning(), loop.seed, device);
            }
            MelStatistics statistics = MelStatistics.measure(store);
            return new VocoderTrainer(VocoderShape.small(format), format, statistics, learning(), loop.seed, device);
        }

        private SegmentSource source(Corpus.Split split, FeatureStore store, int size, double seconds)
                throws IOException {
            return new SegmentSource(
                    files.list(split, store),
                    store,
                    trainer.statistics(),
                    trainer.module().shape(),
                    size,
                    frames,
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
            trainer.save(files.checkpoint());
        }

        @Override
        public void validate() throws IOException {
            VocoderTrainer.Losses losses = trainer.validate(validation);
            log.write(LossCurves.VALIDATION, losses.step(), losses.figures());
            new LossCurves(files.run)
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
}
