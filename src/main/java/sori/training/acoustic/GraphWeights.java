package sori.training.acoustic;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.AcousticShape;
import sori.acoustic.Cell;
import sori.graph.AcousticWeights;
import sori.graph.CellGraph;
import sori.graph.EncoderRecurrence;
import sori.graph.WeightLayouts;
import sori.training.FlatParameters;
import sori.training.HostTensors;
import sori.voice.VoicePackage;

/**
 * Reads weights back out of the fp32 graphs that {@link sori.graph.AcousticExporter} wrote. What the exporter joined is taken apart so that
 * it computes the same: of two biases the second becomes zero, and location filters and the layer behind them are factors of
 * their product.
 */
final class GraphWeights {
    private final AcousticShape shape;
    private final Map<String, float[]> stored;
    private final Map<String, float[]> found = new LinkedHashMap<>();

    private GraphWeights(AcousticShape shape, Map<String, float[]> stored) {
        this.shape = shape;
        this.stored = stored;
    }

    /** @throws IOException if a graph can't be read, or lacks a tensor, which is named */
    static AcousticWeights read(VoicePackage voice) throws IOException {
        Map<String, float[]> stored = new HashMap<>();
        for (String file : List.of(VoicePackage.ENCODER, VoicePackage.DECODER, VoicePackage.POSTNET)) {
            for (TensorProto tensor :
                    ModelProto.parseFrom(voice.bytes(file)).getGraph().getInitializerList()) {
                if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
                    stored.put(tensor.getName(), WeightLayouts.floats(tensor));
                }
            }
        }
        try {
            return new GraphWeights(voice.manifest().shape(), stored).weights();
        } catch (IllegalArgumentException e) {
            throw new IOException("the weights of " + voice.directory() + " can't be used: " + e.getMessage(), e);
        }
    }

    private AcousticWeights weights() {
        found.put("embedding.weight", stored("embedding"));
        for (int layer = 0; layer < shape.encoderLayers(); layer++) {
            convolution("encoder.conv." + layer, shape.embedding(), shape.embedding(), shape.encoderKernel());
        }
        encoderRnn();
        if (shape.attends()) {
            attention();
        }
        transposed("prenet.0.weight", "prenet.0.weight", shape.prenet());
        transposed("prenet.1.weight", "prenet.1.weight", shape.prenet());
        cell("attentionRnn", shape.attentionRnn(), shape.prenet() + shape.memory());
        cell("decoderRnn", shape.decoderRnn(), shape.attentionRnn() + shape.memory());
        projection();
        for (int layer = 0; layer < shape.postnetLayers(); layer++) {
            int in = layer == 0 ? shape.mels() : shape.postnetChannels();
            int out = layer == shape.postnetLayers() - 1 ? shape.mels() : shape.postnetChannels();
            convolution("postnet." + layer, out, in, shape.postnetKernel());
        }
        found.put("mel.mean", stored("mel.mean"));
        found.put("mel.std", stored("mel.std"));
        Map<String, AcousticWeights.Tensor> tensors = new LinkedHashMap<>();
        Map<String, int[]> layout = AcousticWeights.layout(shape);
        found.forEach((name, values) -> {
            int[] sides = layout.get(name);
            if (sides != null) {
                tensors.put(name, new AcousticWeights.Tensor(values, sides));
            }
        });
        return new AcousticWeights(shape, tensors);
    }

    private float[] stored(String name) {
        float[] values = stored.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "the graphs have no tensor '" + name + "'; they were not written by this version's exporter");
        }
        return values;
    }

    private void convolution(String name, int out, int in, int kernel) {
        found.put(name + ".weight", WeightLayouts.folded(stored(name + ".weight"), out, in, kernel));
        found.put(name + ".bias", stored(name + ".bias"));
    }

    /** @param rows of the weight, which the graph has as columns */
    private void transposed(String name, String storedName, int rows) {
        float[] matrix = stored(storedName);
        found.put(name, WeightLayouts.transpose(matrix, matrix.length / rows, rows));
    }

    private void encoderRnn() {
        int units = shape.encoderRnn();
        List<String> directions = List.of("encoder.rnn.forward", "encoder.rnn.backward");
        for (int i = 0; i < 2; i++) {
            String name = directions.get(i);
            if (shape.cell() == Cell.RNN) {
                transposed(name + ".weight_ih", name + ".weight_ih", units);
                transposed(name + ".weight_hh", name + ".weight_hh", units);
                biases(name, stored(name + ".bias"), new float[units]);
                continue;
            }
            int[] order = EncoderRecurrence.gates(shape.cell());
            for (String matrix : List.of(".weight_ih", ".weight_hh")) {
                found.put(name + matrix, WeightLayouts.gatesBack(part(stored("encoder.rnn" + matrix), i, 2), order));
            }
            float[] both = stored("encoder.rnn.bias");
            biases(
                    name,
                    WeightLayouts.gatesBack(part(both, 2 * i, 4), order),
                    WeightLayouts.gatesBack(part(both, 2 * i + 1, 4), order));
        }
    }

    private void biases(String name, float[] input, float[] hidden) {
        found.put(name + ".bias_ih", input);
        found.put(name + ".bias_hh", hidden);
    }

    private static float[] part(float[] values, int index, int parts) {
        return WeightLayouts.columns(
                values, values.length, index * (values.length / parts), (index + 1) * (values.length / parts));
    }

    /** A decoder's cell: the product of an LSTM or RNN is over inputs and state side by side, a GRU has two. */
    private void cell(String name, int units, int in) {
        int rows = shape.cell().gates() * units;
        if (shape.cell() == Cell.GRU) {
            transposed(name + ".weight_ih", name + ".weight", rows);
            transposed(name + ".weight_hh", name + ".recurrent.weight", rows);
            biases(name, stored(name + ".bias"), stored(name + ".recurrent.bias"));
            return;
        }
        int[] order = CellGraph.gates(shape.cell());
        float[] stacked = WeightLayouts.transpose(stored(name + ".weight"), in + units, rows);
        float[] matrix = WeightLayouts.gatesBack(stacked, order);
        found.put(name + ".weight_ih", WeightLayouts.columns(matrix, in + units, 0, in));
        found.put(name + ".weight_hh", WeightLayouts.columns(matrix, in + units, in, in + units));
        biases(name, WeightLayouts.gatesBack(stored(name + ".bias"), order), new float[rows]);
    }

    private void attention() {
        transposed("attention.memory.weight", "memory.projection", shape.attention());
        transposed("attention.query.weight", "attention.query.weight", shape.attention());
        found.put("attention.v.weight", stored("attention.v"));
        factorLocation();
    }

    /** By singular values, each factor with their roots; exact, as the product's rank is no higher than the filters. */
    private void factorLocation() {
        int filters = shape.locationFilters();
        int columns = 2 * shape.locationKernel();
        int rank = Math.min(filters, Math.min(shape.attention(), columns));
        float[] dense = new float[shape.attention() * filters];
        float[] convolution = new float[filters * columns];
        try (PointerScope scope = new PointerScope()) {
            Tensor product = HostTensors.of(stored("attention.location"), shape.attention(), columns);
            T_TensorTensorTensor_T parts =
                    torch.linalg_svd(product, false, new org.bytedeco.pytorch.StringViewOptional());
            Tensor roots = parts.get1().narrow(0, 0, rank).sqrt();
            float[] left = FlatParameters.copy(parts.get0().narrow(1, 0, rank).mul(roots));
            float[] right = FlatParameters.copy(parts.get2().narrow(0, 0, rank).mul(roots.unsqueeze(1)));
            for (int row = 0; row < shape.attention(); row++) {
                System.arraycopy(left, row * rank, dense, row * filters, rank);
            }
            System.arraycopy(right, 0, convolution, 0, right.length);
        }
        found.put("attention.location.dense.weight", dense);
        found.put("attention.location.conv.weight", convolution);
    }

    /** Frames and gate side by side. */
    private void projection() {
        int features = shape.decoderRnn() + shape.memory();
        int frames = shape.framesPerStep() * shape.mels();
        float[] both = WeightLayouts.transpose(stored("projection.weight"), features, frames + 1);
        float[] bias = stored("projection.bias");
        found.put("projection.weight", WeightLayouts.columns(both, both.length, 0, frames * features));
        found.put("gate.weight", WeightLayouts.columns(both, both.length, frames * features, both.length));
        found.put("projection.bias", WeightLayouts.columns(bias, bias.length, 0, frames));
        found.put("gate.bias", WeightLayouts.columns(bias, bias.length, frames, frames + 1));
    }
}
