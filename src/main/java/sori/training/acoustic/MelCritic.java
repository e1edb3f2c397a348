package sori.training.acoustic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import sori.training.Adam;
import sori.training.FlatParameters;
import sori.training.Learning;

/**
 * Learns to tell recorded mels from made ones, patch by patch, while the model learns to deceive it: so the mels don't become the mean
 * of all ways to say something, which is blurred and sounds so. Least squares (Mao et al. 2017, "Least Squares Generative Adversarial
 * Networks", equation 9) and the distance of its layers' features (Kumar et al. 2019, "MelGAN", equation 4). It hears a piece of each
 * utterance, the same of the recorded and the made. Not thread-safe.
 */
final class MelCritic {
    private static final int PIECE_FRAMES = 96;
    private static final double SLOPE = 0.2;
    private static final int TIME = 3;
    /** Channels, width over the mels, stride over time and over the mels of each layer. */
    private static final int[][] LAYERS = {{16, 5, 1, 2}, {32, 5, 2, 2}, {32, 5, 2, 2}, {1, 3, 1, 1}};

    private final CriticSettings adversary;
    private final long seed;
    private final FlatParameters parameters;
    private final Adam adam;

    /** @param seed of its first weights, which the processor draws, and of the pieces it hears */
    MelCritic(CriticSettings adversary, long seed, AcousticModule module) {
        this.adversary = adversary;
        this.seed = seed;
        FlatParameters first = new FlatParameters(layout(), true);
        torch.manual_seed(seed);
        initialize(first);
        this.parameters = first.on(module.device());
        FlatParameters none = new FlatParameters(Map.of(), false).on(module.device());
        this.adam = new Adam(parameters, none, Learning.DEFAULT);
    }

    private static Map<String, long[]> layout() {
        Map<String, long[]> layout = new LinkedHashMap<>();
        int in = 1;
        for (int i = 0; i < LAYERS.length; i++) {
            layout.put(i + ".weight", new long[] {LAYERS[i][0], in, TIME, LAYERS[i][1]});
            layout.put(i + ".bias", new long[] {LAYERS[i][0]});
            in = LAYERS[i][0];
        }
        return layout;
    }

    /** He et al. 2015, "Delving Deep into Rectifiers", equation 15. */
    private static void initialize(FlatParameters parameters) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (int i = 0; i < LAYERS.length; i++) {
                Tensor weight = parameters.get(i + ".weight");
                double fanIn = (double) weight.size(1) * weight.size(2) * weight.size(3);
                double bound = Math.sqrt(6 / ((1 + SLOPE * SLOPE) * fanIn));
                weight.uniform_(-bound, bound, new GeneratorOptional());
            }
        }
    }

    /**
     * The same piece of all utterances, recorded and made.
     *
     * @param recorded {@code [B, frames, mels]} normalized; zeros beyond an utterance's end
     * @param made as they are
     */
    record Pieces(Tensor recorded, Tensor made) {
        Pieces detached() {
            return new Pieces(recorded, made.detach());
        }
    }

    /** @param step of the training, from 0, which decides the piece */
    Pieces pieces(AcousticModule.Pass pass, Batch batch, long step) {
        long frames = batch.frames().size(1);
        long length = Math.min(PIECE_FRAMES, frames);
        long start = new Random(seed * 1_000_003 + step).nextInt(Math.toIntExact(frames - length + 1));
        Tensor mask = batch.frameMask().narrow(1, start, length);
        return new Pieces(
                batch.frames().narrow(1, start, length).mul(mask),
                pass.fine().narrow(1, start, length).mul(mask));
    }

    /** What the model has to lower beside its own loss; its gradients by the critic's own weights are of no use. */
    Tensor objection(Pieces pieces) {
        List<Tensor> made = features(pieces.made());
        List<Tensor> recorded = recordedFeatures(pieces.recorded());
        Tensor score = made.get(made.size() - 1);
        Tensor loss = score.sub(new Scalar(1)).square().mean();
        for (int i = 0; i < made.size() - 1; i++) {
            Tensor difference = torch.l1_loss(made.get(i), recorded.get(i));
            loss = loss.add(difference, new Scalar(adversary.features() / (made.size() - 1)));
        }
        return loss.mul(new Scalar(adversary.weight()));
    }

    private List<Tensor> recordedFeatures(Tensor recorded) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return features(recorded);
        }
    }

    /**
     * Learns to tell them better.
     *
     * @param step of the training, from 1
     * @return its loss before: 0.5 where it can't tell them at all, 0 where it is never deceived
     */
    double learn(Pieces pieces, long step) {
        parameters.gradients().zero_();
        Pieces heard = pieces.detached();
        List<Tensor> recorded = features(heard.recorded());
        List<Tensor> made = features(heard.made());
        Tensor loss = recorded.get(recorded.size() - 1)
                .sub(new Scalar(1))
                .square()
                .mean()
                .add(made.get(made.size() - 1).square().mean());
        loss.backward();
        adam.step(step, adversary.rate());
        return loss.item_float();
    }

    /** What each layer makes of mels {@code [B, frames, mels]}; the last one's are the patches' scores. */
    private List<Tensor> features(Tensor mels) {
        Tensor x = mels.unsqueeze(1);
        List<Tensor> features = new ArrayList<>();
        for (int i = 0; i < LAYERS.length; i++) {
            x = torch.conv2d(
                    x,
                    parameters.get(i + ".weight"),
                    new TensorOptional(parameters.get(i + ".bias")),
                    new long[] {LAYERS[i][2], LAYERS[i][3]},
                    new long[] {TIME / 2, LAYERS[i][1] / 2},
                    new long[] {1, 1},
                    1);
            if (i < LAYERS.length - 1) {
                x = torch.leaky_relu(x, new Scalar(SLOPE));
            }
            features.add(x);
        }
        return features;
    }

    /** Copies of all that a checkpoint holds of it. */
    List<float[]> tensors() {
        return live().stream().map(FlatParameters::copy).toList();
    }

    /** @param tensors as {@link #tensors} gives them */
    void restore(List<float[]> tensors) {
        try (NoGradGuard guard = new NoGradGuard()) {
            List<Tensor> live = live();
            for (int i = 0; i < live.size(); i++) {
                FlatParameters.fill(live.get(i), tensors.get(i));
            }
        }
    }

    private List<Tensor> live() {
        List<Tensor> live = new ArrayList<>(List.of(parameters.values()));
        live.addAll(List.of(adam.state()).subList(0, 2)); // its averages are not used
        return live;
    }
}
