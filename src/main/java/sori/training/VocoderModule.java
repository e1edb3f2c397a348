package sori.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.mel.MelFormat;
import sori.vocoder.VocoderShape;

/**
 * A vocoder that predicts each frame's spectrum and leaves the rest to the inverse Fourier transform (Siuzdak 2023, "Vocos",
 * section 3), of blocks after Liu et al. 2022 ("A ConvNet for the 2020s", section 2). Every convolution looks back only, so
 * that it can run in pieces. Works on normalised mels. Not thread-safe.
 */
final class VocoderModule {
    static final double NORM_EPSILON = 1e-6;

    private final VocoderShape shape;
    private final MelFormat format;
    private final FlatParameters parameters;
    private final FlatParameters statistics = new FlatParameters(Map.of(), false);
    private final Tensor window;

    /** @throws IllegalArgumentException if window and hop do not divide the Fourier transform's points evenly */
    VocoderModule(VocoderShape shape, MelFormat format, long seed) {
        if (format.windowSamples() != format.fftSize() || format.fftSize() % (2 * format.hopSamples()) != 0) {
            throw new IllegalArgumentException("windows of " + format.windowSamples() + " samples every "
                    + format.hopSamples() + " do not add up evenly to " + format.fftSize() + " points");
        }
        this.shape = shape;
        this.format = format;
        this.parameters = new FlatParameters(layout(shape), true);
        this.window = hann(format.fftSize());
        torch.manual_seed(seed);
        initialise();
    }

    /** Name to shape of all parameters; matrices are {@code [in, out]}, those of convolutions oldest frame first. */
    static Map<String, long[]> layout(VocoderShape s) {
        Map<String, long[]> p = new LinkedHashMap<>();
        p.put("embed.weight", new long[] {(long) s.kernel() * s.mels(), s.channels()});
        p.put("embed.bias", new long[] {s.channels()});
        norm(p, "embed.norm", s.channels());
        for (int block = 0; block < s.blocks(); block++) {
            String name = "block." + block;
            p.put(name + ".depthwise.weight", new long[] {s.kernel(), s.channels()});
            p.put(name + ".depthwise.bias", new long[] {s.channels()});
            norm(p, name + ".norm", s.channels());
            p.put(name + ".expand.weight", new long[] {s.channels(), s.hidden()});
            p.put(name + ".expand.bias", new long[] {s.hidden()});
            p.put(name + ".reduce.weight", new long[] {s.hidden(), s.channels()});
            p.put(name + ".reduce.bias", new long[] {s.channels()});
            p.put(name + ".scale", new long[] {s.channels()});
        }
        norm(p, "norm", s.channels());
        p.put("magnitude.weight", new long[] {s.channels(), s.bins()});
        p.put("magnitude.bias", new long[] {s.bins()});
        p.put("phase.weight", new long[] {s.channels(), s.bins()});
        p.put("phase.bias", new long[] {s.bins()});
        return p;
    }

    private static void norm(Map<String, long[]> p, String name, long channels) {
        p.put(name + ".weight", new long[] {channels});
        p.put(name + ".bias", new long[] {channels});
    }

    private void initialise() {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (String name : parameters.names()) {
                Tensor tensor = parameters.get(name);
                if (name.endsWith("norm.weight")) {
                    tensor.fill_(new Scalar(1));
                } else if (name.endsWith(".scale")) {
                    tensor.fill_(new Scalar(1.0 / shape.blocks()));
                } else if (name.endsWith(".weight")) {
                    double bound = Math.sqrt(1.0 / tensor.size(0));
                    tensor.uniform_(-bound, bound, new GeneratorOptional());
                } else if (name.equals("magnitude.bias")) {
                    tensor.fill_(new Scalar(-2));
                }
            }
        }
    }

    VocoderShape shape() {
        return shape;
    }

    MelFormat format() {
        return format;
    }

    FlatParameters parameters() {
        return parameters;
    }

    /** None: there is no batch norm. */
    FlatParameters statistics() {
        return statistics;
    }

    /** Hann's window, periodic. */
    static Tensor hann(int points) {
        Tensor window = torch.empty(points);
        float[] values = new float[points];
        for (int i = 0; i < points; i++) {
            values[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / points));
        }
        FlatParameters.fill(window, values);
        return window;
    }

    /** The largest magnitude that samples in -1..1 can have, as its logarithm. */
    static double largestLogMagnitude(MelFormat format) {
        return Math.log(format.fftSize() / 2.0);
    }

    /**
     * Real and imaginary part of each frame's spectrum, {@code [B, frames, bins]}.
     *
     * @param mel {@code [B, frames + lookAhead, mels]}, normalised
     */
    record Spectrum(Tensor real, Tensor imaginary) {}

    Spectrum spectrum(Tensor mel) {
        Tensor x = embed(mel);
        for (int block = 0; block < shape.blocks(); block++) {
            x = x.add(block(x, "block." + block));
        }
        long frames = mel.size(1) - shape.lookAhead();
        x = normed(x.narrow(1, shape.lookAhead(), frames), "norm");
        Tensor magnitude = linear(x, "magnitude")
                .clamp_max(new Scalar(largestLogMagnitude(format)))
                .exp();
        Tensor phase = linear(x, "phase");
        return new Spectrum(magnitude.mul(phase.cos()), magnitude.mul(phase.sin()));
    }

    private Tensor embed(Tensor mel) {
        Tensor extended = torch.constant_pad_nd(mel, 0, 0, shape.kernel() - 1, 0);
        TensorVector neighbours = new TensorVector();
        for (int k = 0; k < shape.kernel(); k++) {
            neighbours.push_back(extended.narrow(1, k, mel.size(1)));
        }
        return normed(linear(torch.cat(neighbours, 2), "embed"), "embed.norm");
    }

    private Tensor block(Tensor x, String name) {
        Tensor y = normed(depthwise(x, name + ".depthwise"), name + ".norm");
        y = torch.gelu(linear(y, name + ".expand"));
        return linear(y, name + ".reduce").mul(parameters.get(name + ".scale"));
    }

    /** Each channel by itself, oldest frame first: sums of scaled shifts, cheaper here than a grouped convolution. */
    private Tensor depthwise(Tensor x, String name) {
        Tensor extended = torch.constant_pad_nd(x, 0, 0, shape.kernel() - 1, 0);
        TensorVector weights = torch.unbind(parameters.get(name + ".weight"), 0);
        Tensor sum = parameters.get(name + ".bias");
        for (int k = 0; k < shape.kernel(); k++) {
            sum = torch.addcmul(sum, extended.narrow(1, k, x.size(1)), weights.get(k));
        }
        return sum;
    }

    private Tensor normed(Tensor x, String name) {
        return torch.layer_norm(
                x,
                new long[] {x.size(2)},
                new TensorOptional(parameters.get(name + ".weight")),
                new TensorOptional(parameters.get(name + ".bias")),
                NORM_EPSILON,
                true);
    }

    private Tensor linear(Tensor x, String name) {
        return torch.addmm(parameters.get(name + ".bias"), x.reshape(-1, x.size(2)), parameters.get(name + ".weight"))
                .view(x.size(0), x.size(1), -1);
    }

    /**
     * The samples that all their frames are there for: from {@code fftSize - hop} after the first frame's start on.
     *
     * @return {@code [B, (frames - overlap + 1) * hop]} where overlap = fftSize / hop
     */
    Tensor samples(Spectrum spectrum) {
        long overlap = format.fftSize() / format.hopSamples();
        long frames = spectrum.real().size(1);
        Tensor complex =
                torch.view_as_complex(torch.stack(new TensorVector(spectrum.real(), spectrum.imaginary()), -1));
        Tensor pieces = torch.fft_irfft(complex, new LongOptional(format.fftSize()), -1, new StringViewOptional())
                .mul(window)
                .view(spectrum.real().size(0), frames, overlap, format.hopSamples());
        long hops = frames - overlap + 1;
        Tensor sum = torch.zeros(1);
        for (long part = 0; part < overlap; part++) {
            // The hop that is the newest frame's first quarter is the next older one's second, and so on.
            sum = sum.add(pieces.narrow(1, overlap - 1 - part, hops).select(2, part));
        }
        return sum.reshape(spectrum.real().size(0), -1).div(new Scalar(overlapGain(format)));
    }

    /** What the window's overlaps add up to, everywhere the same. */
    static double overlapGain(MelFormat format) {
        return 0.5 * format.fftSize() / format.hopSamples();
    }
}
