package sori.training.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.training.HostTensors;
import sori.training.Learning;

class AdversaryTest {
    private static final int BATCH = 2;
    private static final int SAMPLES = 1200;
    private static final int BINS = 33;
    private static final int FRAMES = 12;
    private static final double RATE = 1e-3;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    private static Adversary adversary() {
        return new Adversary(List.of(64), Learning.DEFAULT, 3, HostTensors.device());
    }

    /** One that is listened to in full, and knows nothing. */
    private static Adversary settled() {
        Adversary adversary = adversary();
        adversary.restore(1000, adversary.tensors());
        return adversary;
    }

    /** @param level of a tone in noise */
    private static Adversary.Sound sound(long seed, double level) {
        Random random = new Random(seed);
        float[] samples = new float[BATCH * SAMPLES];
        float[] spectrum = new float[BATCH * BINS * FRAMES];
        double phase = 6 * random.nextDouble();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (level * Math.sin(0.3 * i + phase) + 0.1 * random.nextGaussian());
        }
        for (int i = 0; i < spectrum.length; i++) {
            spectrum[i] = (float) (random.nextGaussian() + (i / FRAMES % BINS == 5 ? 5 * level : 0));
        }
        return new Adversary.Sound(
                List.of(HostTensors.of(spectrum, BATCH, BINS, FRAMES)), HostTensors.of(samples, BATCH, SAMPLES));
    }

    private static Adversary.Sound leaves(Adversary.Sound sound) {
        return new Adversary.Sound(
                List.of(sound.spectra().get(0).detach().set_requires_grad(true)),
                sound.samples().detach().set_requires_grad(true));
    }

    private static Adversary.Sound moved(Adversary.Sound sound, Adversary.Sound direction, double by) {
        return new Adversary.Sound(
                List.of(sound.spectra().get(0).add(direction.spectra().get(0), new Scalar(by))),
                sound.samples().add(direction.samples(), new Scalar(by)));
    }

    private static double told(Adversary.Figures figures) {
        return figures.deceit() + 2 * figures.features();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theVocoderIsToldTheSlopeOfDeceitAndFeatures(long seed) {
        try (PointerScope scope = new PointerScope()) {
            Adversary adversary = settled();
            Adversary.Sound recorded = sound(seed, 0.5);
            Adversary.Sound made = leaves(sound(seed + 10, 0.1));
            adversary.compete(made, recorded, 0).loss().backward();

            Adversary.Sound direction = sound(seed + 20, 0);
            double slope =
                    product(made.spectra().get(0).grad(), direction.spectra().get(0))
                            + product(made.samples().grad(), direction.samples());

            double step = 2e-3;
            double after = told(adversary
                    .compete(leaves(moved(made, direction, step)), recorded, 0)
                    .figures());
            double before = told(adversary
                    .compete(leaves(moved(made, direction, -step)), recorded, 0)
                    .figures());
            assertThat((after - before) / (2 * step)).isCloseTo(slope, within(0.1 * Math.abs(slope) + 1e-4));
        }
    }

    private static double product(Tensor a, Tensor b) {
        return a.mul(b).sum().item_float();
    }

    @Test
    void discriminatorsLearnToTellTwoKindsOfSoundApart() {
        Adversary adversary = adversary();
        List<Double> detections = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            try (PointerScope scope = new PointerScope()) {
                detections.add(adversary
                        .compete(leaves(sound(2 * step, 0.1)), sound(2 * step + 1, 0.5), RATE)
                        .figures()
                        .detection());
            }
        }
        assertThat(detections.get(0)).isGreaterThan(0.8);
        assertThat(detections.get(59)).isLessThan(0.25);
    }

    @Test
    void soundThatFollowsWhatItIsToldDeceives() {
        Adversary adversary = settled();
        for (int step = 0; step < 60; step++) {
            try (PointerScope scope = new PointerScope()) {
                adversary.compete(leaves(sound(2 * step, 0.1)), sound(2 * step + 1, 0.5), RATE);
            }
        }
        try (PointerScope scope = new PointerScope()) {
            Adversary.Sound made = sound(777, 0.1);
            double before = Double.NaN;
            double last = Double.NaN;
            for (int step = 0; step < 40; step++) {
                Adversary.Sound here = leaves(made);
                Adversary.Contest contest = adversary.compete(here, sound(778, 0.5), 0);
                contest.loss().backward();
                last = contest.figures().deceit();
                before = step == 0 ? last : before;
                made = moved(here, gradients(here), -1);
            }
            assertThat(last).isLessThan(0.5 * before);
        }
    }

    /** Of the length of the sound's own noise. */
    private static Adversary.Sound gradients(Adversary.Sound sound) {
        return new Adversary.Sound(
                List.of(scaled(sound.spectra().get(0).grad(), 3)),
                scaled(sound.samples().grad(), 0.3));
    }

    private static Tensor scaled(Tensor gradient, double length) {
        return gradient.mul(new Scalar(length / gradient.norm().item_float()));
    }

    @Test
    void aRestoredAdversaryGoesOnExactly() {
        Adversary whole = adversary();
        compete(whole, 0, 4);
        Adversary first = adversary();
        compete(first, 0, 2);
        Adversary second = new Adversary(List.of(64), Learning.DEFAULT, 99, HostTensors.device());
        second.restore(first.step(), first.tensors());
        compete(second, 2, 4);
        assertThat(second.step()).isEqualTo(4);
        for (int i = 0; i < whole.tensors().size(); i++) {
            assertThat(second.tensors().get(i)).isEqualTo(whole.tensors().get(i));
        }
    }

    private static void compete(Adversary adversary, int from, int to) {
        for (int step = from; step < to; step++) {
            try (PointerScope scope = new PointerScope()) {
                adversary.compete(leaves(sound(2 * step, 0.1)), sound(2 * step + 1, 0.5), RATE);
            }
        }
    }
}
