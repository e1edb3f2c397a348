package sori.training.vocoder;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.training.Adam;
import sori.training.FlatParameters;
import sori.training.Learning;

/**
 * Small discriminators that learn to tell recordings from what the vocoder makes of their mels, while the vocoder learns to be
 * mistaken for them: least squares (Mao et al. 2017, "Least Squares GANs", equation 9) and the difference of the features on the
 * way to a score (Kumar et al. 2019, "MelGAN", section 2.2), each layer's relative to the recording's. Both learn from one pass:
 * the vocoder by what the discriminators were before the step. Not thread-safe.
 */
final class Adversary {
    private static final int[] PERIODS = {3, 5, 7};
    private static final double BETA1 = 0.8;
    private static final double FEATURES_WEIGHT = 2;
    /** Until the discriminators know something, the vocoder listens to them less. */
    private static final double WARM_UP_STEPS = 300;

    private final List<Discriminator> discriminators = new ArrayList<>();
    private final FlatParameters parameters;
    private final Adam adam;
    private long step;

    /**
     * @param spectra points of the Fourier transforms whose log magnitudes are looked at
     * @param seed of the first weights
     */
    Adversary(List<Integer> spectra, Learning learning, long seed, Device device) {
        spectra.forEach(points -> discriminators.add(Discriminator.ofSpectra(points)));
        for (int period : PERIODS) {
            discriminators.add(Discriminator.ofPeriod(period));
        }
        Map<String, long[]> layout = new LinkedHashMap<>();
        discriminators.forEach(discriminator -> discriminator.layOut(layout));
        FlatParameters fresh = new FlatParameters(layout, true);
        torch.manual_seed(seed);
        try (NoGradGuard guard = new NoGradGuard()) {
            discriminators.forEach(discriminator -> discriminator.initialize(fresh));
        }
        parameters = fresh.on(device);
        adam = new Adam(parameters, new FlatParameters(Map.of(), false).on(device), learning, BETA1);
    }

    /**
     * Sound as it is looked at.
     *
     * @param spectra log magnitudes, {@code [B, bins, frames]}, an entry for each transform
     * @param samples {@code [B, samples]}
     */
    record Sound(List<Tensor> spectra, Tensor samples) {}

    /** @param loss for the vocoder, of one element; its gradient is that of deceit and features */
    record Contest(Tensor loss, Figures figures) {}

    /**
     * What one step came to, means over the discriminators.
     *
     * @param deceit 0 where what is made passes for recorded
     * @param features relative difference
     * @param detection the discriminators' own loss, 0 where nothing is confused; 0.5 is a guess
     */
    record Figures(double deceit, double features, double detection) {
        Map<String, Double> named() {
            Map<String, Double> named = new LinkedHashMap<>();
            named.put("deceit", deceit);
            named.put("features", features);
            named.put("detection", detection);
            return named;
        }
    }

    /**
     * The discriminators learn; the vocoder is told what would deceive them.
     *
     * @param made what the vocoder is to learn by
     */
    Contest compete(Sound made, Sound recorded, double learningRate) {
        List<Tensor> watched = pictures(made);
        List<Tensor> leaves = watched.stream()
                .map(tensor -> tensor.detach().set_requires_grad(true))
                .toList();
        List<Tensor> truths = pictures(recorded);
        Tensor deceit = made.samples().new_zeros(1);
        Tensor features = made.samples().new_zeros(1);
        Tensor detection = made.samples().new_zeros(1);
        Scalar each = new Scalar(1.0 / discriminators.size());
        for (int i = 0; i < discriminators.size(); i++) {
            List<Tensor> ofMade = discriminators.get(i).features(parameters, leaves.get(i));
            List<Tensor> ofRecorded =
                    discriminators.get(i).features(parameters, truths.get(i).detach());
            int last = ofMade.size() - 1;
            deceit = deceit.add(from(ofMade.get(last), 1), each);
            features = features.add(difference(ofMade.subList(0, last), ofRecorded.subList(0, last)), each);
            detection = detection.add(from(ofMade.get(last), 0), each).add(from(ofRecorded.get(last), 1), each);
        }
        Tensor lost =
                deceit.add(features, new Scalar(FEATURES_WEIGHT)).mul(new Scalar(Math.min(1, step / WARM_UP_STEPS)));
        TensorVector gradients = torch.grad(
                new TensorVector(lost), vector(leaves), new TensorVector(), new BoolOptional(true), false, false);
        learn(detection, learningRate);
        Tensor loss = made.samples().new_zeros(1);
        for (int i = 0; i < watched.size(); i++) {
            loss = loss.add(watched.get(i).mul(gradients.get(i)).sum());
        }
        return new Contest(loss, new Figures(deceit.item_float(), features.item_float(), detection.item_float()));
    }

    /** In the discriminators' order. */
    private List<Tensor> pictures(Sound sound) {
        List<Tensor> pictures = new ArrayList<>();
        int spectrum = 0;
        for (Discriminator discriminator : discriminators) {
            pictures.add(
                    discriminator.period() > 0
                            ? sound.samples()
                            : sound.spectra().get(spectrum++));
        }
        return pictures;
    }

    private static Tensor from(Tensor scores, double wanted) {
        return scores.sub(new Scalar(wanted)).square().mean();
    }

    private static Tensor difference(List<Tensor> made, List<Tensor> recorded) {
        Tensor sum = made.get(0).new_zeros(1);
        for (int i = 0; i < made.size(); i++) {
            Tensor truth = recorded.get(i).detach();
            sum = sum.add(torch.l1_loss(made.get(i), truth).div(truth.abs().mean()));
        }
        return sum.div(new Scalar(made.size()));
    }

    private void learn(Tensor detection, double learningRate) {
        List<Tensor> weights = parameters.names().stream().map(parameters::get).toList();
        detection._backward(vector(weights), new TensorOptional(), new BoolOptional(false), false);
        step++;
        adam.step(step, learningRate);
    }

    private static TensorVector vector(List<Tensor> tensors) {
        return new TensorVector(tensors.toArray(new Tensor[0]));
    }

    /** Steps done. */
    long step() {
        return step;
    }

    /** Copies of everything that a checkpoint holds, in its order. */
    List<float[]> tensors() {
        return live().stream().map(FlatParameters::copy).toList();
    }

    /** @throws IllegalArgumentException if the tensors are of other discriminators */
    void restore(long step, List<float[]> tensors) {
        this.step = step;
        try (NoGradGuard guard = new NoGradGuard()) {
            List<Tensor> live = live();
            for (int i = 0; i < live.size(); i++) {
                FlatParameters.fill(live.get(i), tensors.get(i));
            }
        }
    }

    private List<Tensor> live() {
        List<Tensor> live = new ArrayList<>(List.of(parameters.values()));
        live.addAll(List.of(adam.state()));
        return live;
    }
}
