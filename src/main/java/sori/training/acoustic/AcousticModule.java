package sori.training.acoustic;

import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.AcousticShape;
import sori.training.Compute;
import sori.training.FlatParameters;
import sori.training.Products;

/**
 * Tacotron 2 (Shen et al. 2017, section 2.2) and its relatives for teacher-forced training: encoder, location-sensitive
 * attention or one vector for the whole text, decoder and a causal postnet. Works on normalized mels. Not thread-safe.
 */
final class AcousticModule {
    private static final double ENCODER_DROPOUT = 0.1;
    private static final double NORM_MOMENTUM = 0.02;
    static final double NORM_EPSILON = 1e-5;

    private final AcousticShape shape;
    private final FlatParameters parameters;
    private final FlatParameters statistics;
    private final Compute compute;
    private Watcher watcher = (norm, x) -> {};

    /** Sees what goes into a batch norm, {@code [B, channels, time]}. */
    interface Watcher {
        void see(String norm, Tensor x);
    }

    /** On the processor, in fp32. */
    AcousticModule(AcousticShape shape, long seed) {
        this(shape, seed, Compute.plain());
    }

    /** @param seed of the first weights; the processor draws them, so that it means the same on every device */
    AcousticModule(AcousticShape shape, long seed, Compute compute) {
        this.shape = shape;
        this.compute = compute;
        FlatParameters first = new FlatParameters(AcousticTensors.parameters(shape), true);
        FlatParameters running = new FlatParameters(AcousticTensors.statistics(shape), false);
        torch.manual_seed(seed);
        AcousticTensors.initialize(first, running, shape);
        this.parameters = first.on(compute.device());
        this.statistics = running.on(compute.device());
    }

    AcousticShape shape() {
        return shape;
    }

    /** Where its tensors lie, and where a batch must lie. */
    Device device() {
        return compute.device();
    }

    FlatParameters parameters() {
        return parameters;
    }

    /** Running means and variances of the batch norms. */
    FlatParameters statistics() {
        return statistics;
    }

    /**
     * What one teacher-forced pass gives; lives as long as the caller's pointer scope.
     *
     * @param coarse {@code [B, frames, mels]} before the postnet
     * @param fine {@code [B, frames, mels]} after it
     * @param gate {@code [B, steps]} logits
     * @param attention the loop, whose gradients are finished after {@code backward()}; none in a model without attention
     */
    record Pass(Tensor coarse, Tensor fine, Tensor gate, Optional<AttentionLoop> attention) {
        /** {@code [B, steps, T]} */
        Optional<Tensor> alignment() {
            return attention.map(AttentionLoop::weights);
        }
    }

    /** @param training with dropout, each batch's own statistics and the products of the training; else all in fp32 */
    Pass forward(Batch batch, boolean training) {
        Products products = products(training);
        Tensor memory = encode(batch, training);
        Tensor inputs = prenet(batch.previousFrames(), training);
        return switch (shape.alignment()) {
            case ATTENTION -> {
                Tensor gates = AttentionRnn.inputGates(parameters, shape.cell(), inputs, products);
                AttentionLoop loop = new AttentionLoop(parameters, shape.cell(), memory, gates, batch, products);
                yield decode(loop.run(), loop.contexts(), Optional.of(loop), training);
            }
            case NONE -> {
                Tensor contexts = summary(memory, batch).unsqueeze(0).expand(inputs.size(0), -1, -1);
                Tensor hidden = recur("attentionRnn", torch.cat(new TensorVector(inputs, contexts), 2), training);
                yield decode(torch.cat(new TensorVector(hidden, contexts), 2), contexts, Optional.empty(), training);
            }
        };
    }

    private Products products(boolean training) {
        return training ? compute.products() : Products.FP32;
    }

    /** A pass without training, of which only the watcher hears. */
    void watch(Batch batch, Watcher seen) {
        watcher = seen;
        try {
            forward(batch, false);
        } finally {
            watcher = (norm, x) -> {};
        }
    }

    /**
     * @param states {@code [steps, B, A + M]}
     * @param contexts {@code [steps, B, M]}
     */
    private Pass decode(Tensor states, Tensor contexts, Optional<AttentionLoop> loop, boolean training) {
        Tensor features = torch.cat(new TensorVector(recur("decoderRnn", states, training), contexts), 2);
        Tensor coarse = linear(features, "projection", products(training))
                .transpose(0, 1)
                .reshape(states.size(1), states.size(0) * shape.framesPerStep(), shape.mels());
        Tensor gate = linear(features, "gate", Products.FP32).squeeze(2).transpose(0, 1);
        return new Pass(coarse, postnet(coarse, training), gate, loop);
    }

    /** Gradients of all parameters: with attention first of what follows its inputs, then of encoder and prenet. */
    static void backward(Tensor loss, Pass pass) {
        loss.backward();
        pass.attention().ifPresent(AttentionLoop::finish);
    }

    /** {@code [B, M]}: where each direction of the encoder ended. */
    private Tensor summary(Tensor memory, Batch batch) {
        Tensor last = batch.reversal().view(batch.size(), -1).select(1, 0);
        Tensor forward =
                memory.reshape(-1, memory.size(2)).index_select(0, last).narrow(1, 0, shape.encoderRnn());
        Tensor backward = memory.select(1, 0).narrow(1, shape.encoderRnn(), shape.encoderRnn());
        return torch.cat(new TensorVector(forward, backward), 1);
    }

    private Tensor encode(Batch batch, boolean training) {
        Tensor mask = batch.mask().unsqueeze(1);
        Tensor x = torch.embedding(parameters.get("embedding.weight"), batch.symbols())
                .transpose(1, 2)
                .mul(mask);
        long same = (shape.encoderKernel() - 1) / 2;
        for (int layer = 0; layer < shape.encoderLayers(); layer++) {
            String name = "encoder.conv." + layer;
            x = torch.relu(normed(conv(x, name, same, training), name, training));
            if (training) {
                x = torch.dropout(x, ENCODER_DROPOUT, true);
            }
            x = x.mul(mask);
        }
        return bidirectional(x.transpose(1, 2), batch, training);
    }

    /** The backward direction runs over each sequence reversed within its own length, so that padding comes last. */
    private Tensor bidirectional(Tensor x, Batch batch, boolean training) {
        Tensor forward =
                recur("encoder.rnn.forward", x.transpose(0, 1), training).transpose(0, 1);
        Tensor reversed = reverse(x, batch);
        Tensor backward = reverse(
                recur("encoder.rnn.backward", reversed.transpose(0, 1), training)
                        .transpose(0, 1),
                batch);
        return torch.cat(new TensorVector(forward, backward), 2)
                .mul(batch.mask().unsqueeze(2));
    }

    private static Tensor reverse(Tensor x, Batch batch) {
        long width = x.size(2);
        return x.reshape(-1, width).index_select(0, batch.reversal()).view(x.size(0), x.size(1), width);
    }

    /** @return {@code [steps, B, prenet]} */
    private Tensor prenet(Tensor previousFrames, boolean training) {
        Tensor x = previousFrames;
        for (int layer = 0; layer < 2; layer++) {
            x = torch.relu(torch.matmul(
                    x, parameters.get("prenet." + layer + ".weight").t()));
            x = torch.dropout(x, 0.5, training);
        }
        return x;
    }

    private Tensor recur(String name, Tensor x, boolean training) {
        return Recurrence.run(parameters, name, shape.cell(), x, products(training));
    }

    private Tensor postnet(Tensor coarse, boolean training) {
        Tensor x = coarse.transpose(1, 2);
        for (int layer = 0; layer < shape.postnetLayers(); layer++) {
            String name = "postnet." + layer;
            x = torch.constant_pad_nd(x, shape.postnetKernel() - 1, 0);
            x = normed(conv(x, name, 0, training), name, training);
            if (layer < shape.postnetLayers() - 1) {
                x = torch.tanh(x);
            }
        }
        return coarse.add(x.transpose(1, 2));
    }

    private Tensor conv(Tensor x, String name, long padding, boolean training) {
        return products(training).conv1d(x, parameters.get(name + ".weight"), padding);
    }

    private Tensor normed(Tensor x, String name, boolean training) {
        watcher.see(name + ".norm", x);
        return torch.batch_norm(
                x,
                new TensorOptional(parameters.get(name + ".norm.weight")),
                new TensorOptional(parameters.get(name + ".norm.bias")),
                new TensorOptional(statistics.get(name + ".norm.mean")),
                new TensorOptional(statistics.get(name + ".norm.variance")),
                training,
                NORM_MOMENTUM,
                NORM_EPSILON,
                true);
    }

    private Tensor linear(Tensor x, String name, Products products) {
        return products.matmul(x, parameters.get(name + ".weight").t()).add(parameters.get(name + ".bias"));
    }

    /**
     * The weights by the exporter's names, with every batch norm folded into its convolution.
     *
     * @param values flat parameters, such as their moving average; {@code statistics} likewise
     */
    Map<String, float[]> exported(float[] values, float[] statisticsValues) {
        return AcousticTensors.folded(shape, values, statisticsValues, NORM_EPSILON);
    }
}
