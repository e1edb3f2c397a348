package sori.training.vocoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import sori.training.FlatParameters;

/**
 * A stack of convolutions over a picture of sound that says of each patch how much it looks like a recording: 1, or like what a
 * vocoder makes: 0. Pictures are log spectra (Jang et al. 2021, "UnivNet", section 2.3) or samples folded by a period (Kong et al.
 * 2020, "HiFi-GAN", section 2.3). Immutable; its weights lie elsewhere.
 *
 * @param name of its weights
 * @param period samples to a row; 0 for spectra
 */
record Discriminator(String name, int period, List<Layer> layers) {
    private static final double SLOPE = 0.1;
    /** Of the first scores, that they begin near nothing. */
    private static final double UNDECIDED = 0.1;

    /** Each of height and width by a kernel and a stride. */
    record Layer(int in, int out, int rows, int columns, int rowStride, int columnStride) {
        private long[] sides() {
            return new long[] {out, in, rows, columns};
        }
    }

    /** Of pictures of bins by frames. */
    static Discriminator ofSpectra(int fftSize) {
        return new Discriminator(
                "spectra." + fftSize,
                0,
                List.of(
                        new Layer(1, 16, 9, 3, 2, 1),
                        new Layer(16, 16, 9, 3, 2, 1),
                        new Layer(16, 32, 9, 3, 2, 1),
                        new Layer(32, 32, 3, 3, 2, 1),
                        new Layer(32, 1, 3, 3, 1, 1)));
    }

    /** Of samples in rows of a period each: what recurs stands in columns. */
    static Discriminator ofPeriod(int samples) {
        return new Discriminator(
                "period." + samples,
                samples,
                List.of(
                        new Layer(1, 16, 5, 1, 3, 1),
                        new Layer(16, 32, 5, 1, 3, 1),
                        new Layer(32, 64, 5, 1, 3, 1),
                        new Layer(64, 128, 5, 1, 3, 1),
                        new Layer(128, 128, 5, 1, 1, 1),
                        new Layer(128, 1, 3, 1, 1, 1)));
    }

    void layOut(Map<String, long[]> layout) {
        for (int i = 0; i < layers.size(); i++) {
            layout.put(weight(i), layers.get(i).sides());
            layout.put(bias(i), new long[] {layers.get(i).out()});
        }
    }

    /** He et al. 2015, "Delving Deep into Rectifiers", equation 15. */
    void initialize(FlatParameters parameters) {
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            double fanIn = (double) layer.in() * layer.rows() * layer.columns();
            double bound = Math.sqrt(6 / ((1 + SLOPE * SLOPE) * fanIn));
            if (i == layers.size() - 1) {
                bound *= UNDECIDED;
            }
            parameters.get(weight(i)).uniform_(-bound, bound, new GeneratorOptional());
        }
    }

    private String weight(int layer) {
        return name + "." + layer + ".weight";
    }

    private String bias(int layer) {
        return name + "." + layer + ".bias";
    }

    /**
     * What each layer makes of pictures; the last one's are the patches' scores.
     *
     * @param sound {@code [B, bins, frames]}, or {@code [B, samples]} of a discriminator of a period
     */
    List<Tensor> features(FlatParameters parameters, Tensor sound) {
        Tensor x = period == 0 ? sound.unsqueeze(1) : folded(sound);
        List<Tensor> features = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            x = torch.conv2d(
                    x,
                    parameters.get(weight(i)),
                    new TensorOptional(parameters.get(bias(i))),
                    new long[] {layer.rowStride(), layer.columnStride()},
                    new long[] {layer.rows() / 2, layer.columns() / 2},
                    new long[] {1, 1},
                    1);
            if (i < layers.size() - 1) {
                x = torch.leaky_relu(x, new Scalar(SLOPE));
            }
            features.add(x);
        }
        return features;
    }

    private Tensor folded(Tensor samples) {
        long rows = samples.size(1) / period;
        return samples.narrow(1, 0, rows * period).view(samples.size(0), 1, rows, period);
    }
}
