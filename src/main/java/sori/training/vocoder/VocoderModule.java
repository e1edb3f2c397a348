package sori.training.vocoder;

import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.graph.MelEnvelope;
import sori.graph.VocoderWeights;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.training.FlatParameters;
import sori.training.HostTensors;
import sori.vocoder.VocoderShape;

/**
 * A vocoder that shapes pulses and noise in the frequency domain and leaves the rest to the inverse Fourier transform: the frame
 * by frame network of Siuzdak 2023 ("Vocos", section 3) before the harmonic and noise parts of Wang et al. 2019 ("Neural
 * source-filter waveform models", section III). Its blocks are those of Liu et al. 2022 ("A ConvNet for the 2020s", section 2).
 * Every convolution looks back only, so that it can run in pieces. Works on normalized mels. Not thread-safe.
 */
final class VocoderModule {
    private static final double USUAL_HZ = 180;

    private final VocoderShape shape;
    private final MelFormat format;
    private final FlatParameters parameters;
    private final FlatParameters statistics;
    private final Device device;
    private final Tensor window;
    private final Tensor envelope;
    private final Tensor envelopeBias;

    /** @throws IllegalArgumentException if the shape's filters can't be laid over the format's frames */
    public VocoderModule(VocoderShape shape, MelFormat format, MelStatistics mels, long seed, Device device) {
        shape.requireFits(format);
        this.device = device;
        this.shape = shape;
        this.format = format;
        this.window = HostTensors.on(device, hann(shape.fftSize()));
        MelEnvelope rough = MelEnvelope.of(shape, format, mels);
        this.envelope = HostTensors.on(device, HostTensors.of(rough.weight(), shape.mels(), shape.bins()));
        this.envelopeBias = HostTensors.on(device, HostTensors.of(rough.bias(), shape.bins()));
        torch.manual_seed(seed);
        // Drawn by the processor, so that a seed means the same first weights on every device.
        this.parameters = initialized(shape).on(device);
        this.statistics = new FlatParameters(Map.of(), false).on(device);
    }

    private VocoderModule(VocoderModule other) {
        this.device = other.device;
        this.shape = other.shape;
        this.format = other.format;
        this.window = other.window.to(torch.ScalarType.Double);
        this.envelope = other.envelope.to(torch.ScalarType.Double);
        this.envelopeBias = other.envelopeBias.to(torch.ScalarType.Double);
        this.parameters = other.parameters.precise();
        this.statistics = other.statistics;
    }

    /** A copy that computes in float64, with the present weights; lives as long as the caller's pointer scope. */
    VocoderModule precise() {
        return new VocoderModule(this);
    }

    private static FlatParameters initialized(VocoderShape shape) {
        FlatParameters parameters = new FlatParameters(VocoderWeights.layout(shape), true);
        try (NoGradGuard guard = new NoGradGuard()) {
            for (String name : parameters.names()) {
                Tensor tensor = parameters.get(name);
                if (name.endsWith("norm.weight")) {
                    tensor.fill_(new Scalar(1));
                } else if (name.endsWith(".scale")) {
                    tensor.fill_(new Scalar(1.0 / shape.blocks()));
                } else if (name.equals("pitch.bias")) {
                    tensor.fill_(new Scalar(0));
                    tensor.narrow(0, 0, 1).fill_(new Scalar(Math.log(USUAL_HZ)));
                } else if (name.endsWith(".weight") && !VocoderWeights.perBin(name)) {
                    double bound = Math.sqrt(1.0 / tensor.size(0));
                    tensor.uniform_(-bound, bound, new GeneratorOptional());
                }
            }
        }
        return parameters;
    }

    /**
     * Weights of its shape, by their names.
     *
     * @param flat all parameters, in the module's order
     */
    VocoderWeights weights(MelStatistics mels, float[] flat) {
        return new VocoderWeights(shape, format, mels, FlatParameters.split(VocoderWeights.layout(shape), flat));
    }

    /** Takes over weights of its shape. */
    void adopt(VocoderWeights weights) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (String name : parameters.names()) {
                FlatParameters.fill(parameters.get(name), weights.values(name));
            }
        }
    }

    VocoderShape shape() {
        return shape;
    }

    MelFormat format() {
        return format;
    }

    Device device() {
        return device;
    }

    public FlatParameters parameters() {
        return parameters;
    }

    /** None: there is no batch norm. */
    FlatParameters statistics() {
        return statistics;
    }

    /** Hann's window, periodic, in the processor's memory. */
    static Tensor hann(int points) {
        float[] values = new float[points];
        for (int i = 0; i < points; i++) {
            values[i] = (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / points));
        }
        return HostTensors.of(values, points);
    }

    /**
     * @param pitch {@code [B, frames + lookAhead, 2]}: log Hz, and above 0 where voiced
     * @param real of the pulses' filters, {@code [B, frames * parts, bins]} as the next two
     * @param noise gains
     */
    public record Filters(Tensor pitch, Tensor real, Tensor imaginary, Tensor noise) {}

    /** @param mel {@code [B, frames + lookAhead, mels]}, normalized */
    public Filters filters(Tensor mel) {
        Tensor x = embed(mel);
        for (int block = 0; block < shape.blocks(); block++) {
            x = x.add(block(x, "block." + block));
        }
        x = normed(x, "norm");
        Tensor rows = withNeighbours(x);
        Tensor rough = torch.matmul(withNeighbours(mel), envelope).add(envelopeBias);
        Tensor gain = gain(between(linear(rows, "magnitude").add(rough)));
        Tensor phase = between(linear(rows, "phase"));
        return new Filters(
                linear(x, "pitch"),
                gain.mul(phase.cos()),
                gain.mul(phase.sin()),
                gain(between(linear(rows, "noise").add(rough))));
    }

    /** From the frame before the first whose filters are made to the one after the last. */
    private Tensor withNeighbours(Tensor x) {
        return torch.constant_pad_nd(x, 0, 0, 1, 0).narrow(1, 0, x.size(1) - shape.lookAhead() + 2);
    }

    private static Tensor gain(Tensor logarithm) {
        return logarithm.clamp_max(new Scalar(VocoderWeights.LARGEST_LOG_GAIN)).exp();
    }

    /**
     * Each frame's parts lie on straight lines between its value and its neighbours': were they free, the network would let
     * them differ in the same way in every frame, which is heard as a buzz.
     *
     * @param x {@code [B, frames + 2, bins]}
     * @return {@code [B, frames * parts, bins]}
     */
    private Tensor between(Tensor x) {
        long frames = x.size(1) - 2;
        TensorVector parts = new TensorVector();
        for (int part = 0; part < shape.parts(); part++) {
            double place = shape.place(part);
            Tensor own = x.narrow(1, 1, frames).mul(new Scalar(1 - Math.abs(place)));
            parts.push_back(own.add(x.narrow(1, place < 0 ? 0 : 2, frames), new Scalar(Math.abs(place))));
        }
        return torch.stack(parts, 2).view(x.size(0), frames * shape.parts(), shape.bins());
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
                VocoderWeights.NORM_EPSILON,
                true);
    }

    private Tensor linear(Tensor x, String name) {
        return torch.addmm(parameters.get(name + ".bias"), x.reshape(-1, x.size(2)), parameters.get(name + ".weight"))
                .view(x.size(0), x.size(1), -1);
    }

    /**
     * The samples that all their windows are there for: from {@code fftSize - hop} after the first window's start on.
     *
     * @return {@code [B, (frames * parts - overlap + 1) * hop]} where overlap = fftSize / hop
     */
    public Tensor samples(Filters filters, ExcitationTensors.Spectra excitation) {
        Tensor real = filters.real()
                .mul(excitation.pulseReal())
                .sub(filters.imaginary().mul(excitation.pulseImaginary()))
                .addcmul(filters.noise(), excitation.noiseReal());
        Tensor imaginary = filters.real()
                .mul(excitation.pulseImaginary())
                .addcmul(filters.imaginary(), excitation.pulseReal())
                .addcmul(filters.noise(), excitation.noiseImaginary());
        int hop = shape.hopSamples(format);
        long overlap = shape.fftSize() / hop;
        long windows = real.size(1);
        Tensor complex = torch.view_as_complex(torch.stack(new TensorVector(real, imaginary), -1));
        Tensor pieces = torch.fft_irfft(complex, new LongOptional(shape.fftSize()), -1, new StringViewOptional())
                .mul(window)
                .view(real.size(0), windows, overlap, hop);
        long hops = windows - overlap + 1;
        Tensor sum = pieces.new_zeros(1);
        for (long part = 0; part < overlap; part++) {
            // The hop that is the newest window's first quarter is the next older one's second, and so on.
            sum = sum.add(pieces.narrow(1, overlap - 1 - part, hops).select(2, part));
        }
        return sum.reshape(real.size(0), -1).div(new Scalar(0.375 * overlap));
    }
}
