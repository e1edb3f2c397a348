package sori.training.vocoder;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.training.HostTensors;
import sori.vocoder.NeuralVocoder;
import sori.vocoder.VocoderShape;

/**
 * How far an exported graph is from the trained module, in a unit that every voice, level and size of weights has of itself: what
 * the module loses to rounding when it computes in float32 in place of float64. A right graph loses about as much, by other
 * roundings; a wrong one differs by far more, however quiet. Pulses stand where the pitches of all frames before have put them, so
 * a pitch that is rounded otherwise moves them more and more: samples are compared by the pitch that the graph itself hears.
 *
 * @param figures of each output, of which the pitch has two, and of the samples
 */
record VocoderParity(List<Figure> figures) {
    /** The most that a right graph may differ, in roundings of the module. */
    static final double BOUND = 16;

    /** Louder samples are bent by the vocoder, on purpose. */
    private static final double LOUD = 0.9;
    /** Half the distance of neighbouring float32 numbers, relative: less than that nothing in float32 can be expected to lose. */
    private static final double ROUNDING = Math.scalb(1.0, -24);

    /**
     * @param output what was compared
     * @param difference of the graph from the module in float64, the largest; filters' and samples' relative to their level there
     * @param rounding the same of the module in float32
     */
    record Figure(String output, double difference, double rounding) {
        double ratio() {
            return difference / rounding;
        }
    }

    Figure worst() {
        return figures.stream().max(Comparator.comparingDouble(Figure::ratio)).orElseThrow();
    }

    boolean holds() {
        return figures.stream().allMatch(figure -> figure.difference() <= BOUND * figure.rounding());
    }

    /**
     * @param trainer its module's parameters are replaced by their average: not to be trained on
     * @param mel {@code [frames, mels]}, at least as many frames as overlap
     * @param graph the exported file
     */
    static VocoderParity measure(VocoderTrainer trainer, float[] mel, byte[] graph) throws GraphRefusedException {
        trainer.state().useAverage();
        return measure(trainer.module(), trainer.statistics(), mel, graph);
    }

    static VocoderParity measure(VocoderModule module, MelStatistics statistics, float[] mel, byte[] graph)
            throws GraphRefusedException {
        VocoderShape shape = module.shape();
        MelFormat format = module.format();
        int mels = shape.mels();
        float[] extended = Arrays.copyOf(mel, mel.length + shape.lookAhead() * mels);
        Arrays.fill(extended, mel.length, extended.length, (float) Math.log(format.floor()));
        List<double[]> graphs = VocoderGraphRun.run(shape, graph, extended);
        float[] spoken;
        try (NeuralVocoder vocoder = NeuralVocoder.load(OnnxRuntime.start(Provider.CPU), shape, format, graph)) {
            spoken = vocoder.vocode(mel);
        }
        statistics.normalize(extended);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor input = HostTensors.of(extended, 1, extended.length / mels, mels);
            ExcitationTensors.Spectra excitation = excitation(module, graphs.get(0));
            Outputs rounded = outputs(module, input, excitation);
            Outputs exact = outputs(module.precise(), input.to(torch.ScalarType.Double), excitation.precise());
            Outputs made = new Outputs(
                    graphs.get(0),
                    late(shape, graphs.get(1)),
                    late(shape, graphs.get(2)),
                    late(shape, graphs.get(3)),
                    aligned(module, spoken, exact.samples()));
            return compared(shape, exact, rounded, made);
        }
    }

    /** What there is to compare, row-major; filters without padding. */
    private record Outputs(double[] pitch, double[] real, double[] imaginary, double[] noise, double[] samples) {}

    /** Without the filters of what is before the first frame. */
    private static double[] late(VocoderShape shape, double[] filters) {
        return Arrays.copyOfRange(filters, shape.lookAhead() * shape.parts() * shape.bins(), filters.length);
    }

    /** By the pitch that the graph hears, as the vocoder has it. */
    private static ExcitationTensors.Spectra excitation(VocoderModule module, double[] pitch) {
        int rows = pitch.length / 2;
        double[] hz = new double[rows];
        float[] voiced = new float[rows];
        for (int row = 0; row < rows; row++) {
            hz[row] = StrictMath.exp(pitch[2 * row]);
            voiced[row] = pitch[2 * row + 1] > 0 ? 1 : 0;
        }
        VocoderShape shape = module.shape();
        ExcitationTensors excitation = new ExcitationTensors(shape, module.format(), 1, rows - shape.lookAhead());
        excitation.fill(0, hz, voiced, 0);
        return excitation.tensors();
    }

    private static Outputs outputs(VocoderModule module, Tensor mel, ExcitationTensors.Spectra excitation) {
        VocoderModule.Filters filters = module.filters(mel);
        return new Outputs(
                doubles(filters.pitch()),
                doubles(filters.real()),
                doubles(filters.imaginary()),
                doubles(filters.noise()),
                doubles(module.samples(filters, excitation)));
    }

    private static double[] doubles(Tensor tensor) {
        Tensor precise = tensor.to(torch.ScalarType.Double).contiguous();
        double[] values = new double[Math.toIntExact(precise.numel())];
        precise.data_ptr_double().get(values);
        return values;
    }

    /** The vocoder's samples where the module's are; what it bends is left as the module has it. */
    private static double[] aligned(VocoderModule module, float[] spoken, double[] exact) {
        VocoderShape shape = module.shape();
        int offset = shape.fftSize() - shape.hopSamples(module.format()) - shape.leadSamples(module.format());
        double[] samples = new double[exact.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Math.abs(exact[i]) < LOUD ? spoken[offset + i] : exact[i];
        }
        return samples;
    }

    private static VocoderParity compared(VocoderShape shape, Outputs exact, Outputs rounded, Outputs made) {
        double[] pulses = exact.real().clone();
        for (int i = 0; i < pulses.length; i++) {
            pulses[i] = Math.hypot(pulses[i], exact.imaginary()[i]);
        }
        double[] levels = levels(exact.samples(), shape.fftSize());
        return new VocoderParity(List.of(
                figure("pitch", ones(exact), one(exact, 0), one(rounded, 0), one(made, 0)),
                figure("voicing", ones(exact), one(exact, 1), one(rounded, 1), one(made, 1)),
                figure("real parts", pulses, exact.real(), rounded.real(), made.real()),
                figure("imaginary parts", pulses, exact.imaginary(), rounded.imaginary(), made.imaginary()),
                figure("noise", exact.noise(), exact.noise(), rounded.noise(), made.noise()),
                figure("samples", levels, exact.samples(), rounded.samples(), made.samples())));
    }

    /** Each frame's log Hz, or what says whether it is voiced. */
    private static double[] one(Outputs outputs, int column) {
        double[] one = new double[outputs.pitch().length / 2];
        Arrays.setAll(one, i -> outputs.pitch()[2 * i + column]);
        return one;
    }

    private static double[] ones(Outputs outputs) {
        double[] ones = new double[outputs.pitch().length / 2];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The loudest that is within a window. */
    private static double[] levels(double[] samples, int reach) {
        double[] blocks = new double[samples.length / reach + 3];
        for (int i = 0; i < samples.length; i++) {
            blocks[i / reach + 1] = Math.max(blocks[i / reach + 1], Math.abs(samples[i]));
        }
        double[] levels = new double[samples.length];
        for (int i = 0; i < levels.length; i++) {
            int block = i / reach + 1;
            levels[i] = Math.max(blocks[block], Math.max(blocks[block - 1], blocks[block + 1]));
        }
        return levels;
    }

    /** @param units in what each number's difference is measured: filters and samples by their own level there, which may be any */
    private static Figure figure(String name, double[] units, double[] exact, double[] rounded, double[] made) {
        if (made.length != exact.length) {
            throw new IllegalStateException(
                    "module and graph give " + exact.length + " and " + made.length + " numbers of " + name);
        }
        double difference = 0;
        double rounding = ROUNDING;
        for (int i = 0; i < exact.length; i++) {
            double unit = Math.max(units[i], Float.MIN_NORMAL);
            double here = Math.abs(exact[i] - made[i]) / unit;
            difference = Math.max(difference, Double.isNaN(here) ? Double.POSITIVE_INFINITY : here);
            double least = ROUNDING * Math.abs(exact[i]);
            rounding = Math.max(rounding, Math.max(Math.abs(exact[i] - rounded[i]), least) / unit);
        }
        return new Figure(name, difference, rounding);
    }
}
