package sori.training.vocoder;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import sori.mel.MelFilterbank;
import sori.mel.MelFormat;
import sori.training.HostTensors;

/**
 * How far samples are from a recording: spectral convergence and log magnitudes at several resolutions (Yamamoto et al. 2020,
 * "Parallel WaveGAN", section 2.2), and log mels. Not thread-safe.
 */
final class VocoderLoss {
    private static final int OVERLAP = 4;
    private static final double PHASE_WEIGHT = 1;
    private static final double TEXTURE_WEIGHT = 4;
    /** Of a patch of a spectrum in which one figure says how rough it is. */
    private static final int PATCH_BINS = 16;

    private static final int PATCH_SAMPLES = 4096;
    private static final double PITCH_WEIGHT = 5;
    private static final double VOICING_WEIGHT = 0.5;
    /** Below what 16-bit rounding makes of silence. */
    private static final double MAGNITUDE_FLOOR = 1e-3;

    /**
     * What counts how much beside pitch and voicing.
     *
     * @param fine of the spectra's convergence and magnitudes
     * @param mel of the log mels
     */
    public record Weights(double fine, double mel) {
        static final Weights ALONE = new Weights(1, 2);
        /**
         * Beside discriminators. Magnitudes of a hiss are right by chance only, and a vocoder that is told off for each of them
         * hisses less than it should: here the levels of the bands count, and the discriminators see to the rest.
         */
        public static final Weights CONTESTED = new Weights(0.3, 4);
    }

    private final MelFormat format;
    private final Tensor filters;
    private final List<Resolution> resolutions = new ArrayList<>();

    private record Resolution(int fftSize, int hop, Tensor window) {}

    /** @param device where the samples will lie */
    public VocoderLoss(MelFormat format, Device device) {
        this.format = format;
        float[][] weights = MelFilterbank.weights(format);
        float[] flat = new float[format.bins() * format.mels()];
        for (int mel = 0; mel < format.mels(); mel++) {
            for (int bin = 0; bin < format.bins(); bin++) {
                flat[bin * format.mels() + mel] = weights[mel][bin];
            }
        }
        this.filters = HostTensors.on(device, HostTensors.of(flat, format.bins(), format.mels()));
        // The first is the mel's own.
        for (int size : new int[] {format.fftSize(), format.fftSize() / 2, format.fftSize() / 4}) {
            int hop = size == format.fftSize() ? format.hopSamples() : size / OVERLAP;
            resolutions.add(new Resolution(size, hop, HostTensors.on(device, VocoderModule.hann(size))));
        }
    }

    /**
     * Tensors of one element each, where the samples lie.
     *
     * @param total what is differentiated
     * @param convergence spectral convergence, the resolutions' mean
     * @param magnitude L1 of log magnitudes, the resolutions' mean
     * @param mel L1 of log mels
     * @param phase 1 - cosine of the phases' difference, by the root of the recorded magnitude; 1 by chance
     * @param texture L1 of how rough patches of the log magnitudes are, from frame to frame and from bin to bin
     * @param pitch L1 of the voiced frames' log Hz
     * @param voicing cross entropy
     * @param made what was compared, as discriminators take it
     * @param recorded with what
     */
    public record Losses(
            Tensor total,
            Tensor convergence,
            Tensor magnitude,
            Tensor mel,
            Tensor phase,
            Tensor texture,
            Tensor pitch,
            Tensor voicing,
            Adversary.Sound made,
            Adversary.Sound recorded) {}

    /** Points of the resolutions' Fourier transforms. */
    List<Integer> resolutions() {
        return resolutions.stream().map(Resolution::fftSize).toList();
    }

    /**
     * @param made {@code [B, samples]}, as {@code recorded}
     * @param heard {@code [B, frames, 2]}: log Hz, and above 0 where voiced
     * @param tracked {@code [B, frames, 2]}: log Hz, and 1 where voiced
     */
    public Losses of(Tensor made, Tensor recorded, Tensor heard, Tensor tracked, Weights weights) {
        Tensor voiced = tracked.select(2, 1);
        Tensor pitch = heard.select(2, 0)
                .sub(tracked.select(2, 0))
                .abs()
                .mul(voiced)
                .sum()
                .div(voiced.sum().clamp_min(new Scalar(1)));
        Tensor voicing = torch.binary_cross_entropy_with_logits(heard.select(2, 1), voiced);
        Tensor convergence = made.new_zeros(1);
        Tensor magnitude = made.new_zeros(1);
        Tensor mel = made.new_zeros(1);
        Tensor phase = made.new_zeros(1);
        Tensor texture = made.new_zeros(1);
        List<Tensor> ofMade = new ArrayList<>();
        List<Tensor> ofRecorded = new ArrayList<>();
        Scalar each = new Scalar(1.0 / resolutions.size());
        for (Resolution resolution : resolutions) {
            Tensor complexA = spectra(made, resolution);
            Tensor complexB = spectra(recorded, resolution);
            Tensor a = complexA.abs();
            Tensor b = complexB.abs();
            phase = phase.add(phase(complexA, complexB, a, b), each);
            convergence = convergence.add(a.sub(b).norm().div(b.norm().clamp_min(new Scalar(MAGNITUDE_FLOOR))), each);
            Tensor logA = log(a, MAGNITUDE_FLOOR);
            Tensor logB = log(b, MAGNITUDE_FLOOR);
            magnitude = magnitude.add(torch.l1_loss(logA, logB), each);
            int patch = PATCH_SAMPLES / resolution.hop();
            texture = texture.add(texture(logA, logB, 2, patch), each).add(texture(logA, logB, 1, patch), each);
            ofMade.add(logA);
            ofRecorded.add(logB);
            if (resolution == resolutions.get(0)) {
                mel = torch.l1_loss(mel(a), mel(b));
            }
        }
        Tensor total = convergence
                .add(magnitude)
                .mul(new Scalar(weights.fine()))
                .add(mel, new Scalar(weights.mel()))
                .add(phase, new Scalar(PHASE_WEIGHT))
                .add(texture, new Scalar(TEXTURE_WEIGHT))
                .add(pitch, new Scalar(PITCH_WEIGHT))
                .add(voicing, new Scalar(VOICING_WEIGHT));
        return new Losses(
                total,
                convergence,
                magnitude,
                mel,
                phase,
                texture,
                pitch,
                voicing,
                new Adversary.Sound(ofMade, made),
                new Adversary.Sound(ofRecorded, recorded));
    }

    /** @param magnitudes {@code [B, bins, frames]} */
    private Tensor mel(Tensor magnitudes) {
        return log(torch.matmul(magnitudes.transpose(1, 2), filters), format.floor());
    }

    /**
     * Magnitudes of a hiss are right by chance only, so that their distance is least where there is none: a vocoder becomes too
     * steady and too harmonic. How much they go up and down is the same for one hiss and another.
     *
     * @param axis 1 for from bin to bin, 2 for from frame to frame
     */
    private static Tensor texture(Tensor made, Tensor recorded, long axis, int patchFrames) {
        return torch.l1_loss(roughness(made, axis, patchFrames), roughness(recorded, axis, patchFrames));
    }

    private static Tensor roughness(Tensor logarithms, long axis, int patchFrames) {
        long length = logarithms.size(axis) - 1;
        Tensor steps = logarithms
                .narrow(axis, 1, length)
                .sub(logarithms.narrow(axis, 0, length))
                .abs();
        long bins = steps.size(1) / PATCH_BINS;
        long frames = Math.max(1, steps.size(2) / patchFrames);
        long width = steps.size(2) / frames;
        return steps.narrow(1, 0, bins * PATCH_BINS)
                .narrow(2, 0, frames * width)
                .reshape(steps.size(0), bins, PATCH_BINS, frames, width)
                .mean(new long[] {2, 4}, false, new ScalarTypeOptional());
    }

    private static Tensor phase(Tensor made, Tensor recorded, Tensor a, Tensor b) {
        Tensor product = torch.real(made.mul(recorded.conj()));
        Tensor cosine = product.div(a.mul(b).add(new Scalar(MAGNITUDE_FLOOR * MAGNITUDE_FLOOR)));
        Tensor weight = b.sqrt();
        return cosine.sub(new Scalar(1))
                .neg()
                .mul(weight)
                .sum()
                .div(weight.sum().clamp_min(new Scalar(MAGNITUDE_FLOOR)));
    }

    private static Tensor log(Tensor x, double floor) {
        return x.clamp_min(new Scalar(floor)).log();
    }

    /** @return {@code [B, bins, frames]} */
    private static Tensor spectra(Tensor samples, Resolution resolution) {
        return torch.stft(
                samples,
                resolution.fftSize(),
                new LongOptional(resolution.hop()),
                new LongOptional(resolution.fftSize()),
                new TensorOptional(resolution.window()),
                false,
                new BoolOptional(true),
                new BoolOptional(true),
                new BoolOptional(false));
    }
}
