package sori.bench;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;
import sori.onnx.OnnxGraph;
import sori.onnx.Tensor;
import sori.onnx.TensorArena;
import sori.onnx.TensorSpec;

/** Calls of a decoder with a batch of sequences of one length. What it reads is random: no number takes longer than another. */
final class DecoderSteps implements AutoCloseable {
    /** Of a sentence of ordinary length. */
    static final int SYMBOLS = 96;

    /** Steps of one call, as the engine makes them. */
    private static final int STEPS = 16;

    private final OnnxGraph graph;
    private final int batch;
    private final TensorArena arena = new TensorArena();
    private final Map<String, Tensor> inputs = new HashMap<>();
    private final Map<String, Tensor> outputs = new HashMap<>();
    private final List<Double> wall = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    /** @param graph stays the caller's */
    DecoderSteps(OnnxGraph graph, AcousticShape shape, int batch, Random random) {
        this.graph = graph;
        this.batch = batch;
        for (TensorSpec input : AcousticGraphs.decoder(shape).inputs()) {
            inputs.put(input.name(), tensor(input, shape));
        }
        // The engine does not ask for alignments.
        for (TensorSpec output : AcousticGraphs.decoder(shape).outputs()) {
            if (!output.name().equals("alignments")) {
                outputs.put(output.name(), tensor(output, shape));
            }
        }
        inputs.forEach((name, tensor) -> fill(name, tensor, random));
    }

    private Tensor tensor(TensorSpec spec, AcousticShape shape) {
        long[] dimensions = spec.dimensions().stream()
                .mapToLong(dimension -> dimension.free() ? length(dimension.label(), shape) : dimension.size())
                .toArray();
        return spec.type() == TensorSpec.ElementType.FLOAT ? arena.floats(dimensions) : arena.longs(dimensions);
    }

    private long length(String label, AcousticShape shape) {
        return switch (label) {
            case "batch" -> batch;
            case "symbols" -> SYMBOLS;
            case "steps" -> STEPS;
            case "frames" -> (long) STEPS * shape.framesPerStep();
            default -> throw new IllegalStateException("a decoder has no dimension " + label);
        };
    }

    private static void fill(String name, Tensor tensor, Random random) {
        switch (name) {
            case "steps" -> tensor.longs().put(0, STEPS);
            case "lengths" -> {
                for (int i = 0; i < tensor.longs().capacity(); i++) {
                    tensor.longs().put(i, SYMBOLS);
                }
            }
            default -> {
                FloatBuffer values = tensor.floats();
                for (int i = 0; i < values.capacity(); i++) {
                    values.put(i, (float) (0.5 * random.nextGaussian()));
                }
            }
        }
    }

    int batch() {
        return batch;
    }

    void warmUp() {
        graph.run(inputs, outputs);
        graph.run(inputs, outputs);
    }

    /** One call. */
    void measure() {
        long start = System.nanoTime();
        double cpuStart = CpuTime.ofThread();
        graph.run(inputs, outputs);
        cpu.add((CpuTime.ofThread() - cpuStart) * 1e6 / STEPS);
        wall.add((System.nanoTime() - start) / 1e3 / STEPS);
    }

    /** For each step of the whole batch. */
    Distribution wallMicros() {
        return Distribution.of(wall);
    }

    /** For each step of the whole batch, the calling thread's processor time. */
    Distribution cpuMicros() {
        return Distribution.of(cpu);
    }

    @Override
    public void close() {
        arena.close();
    }
}
