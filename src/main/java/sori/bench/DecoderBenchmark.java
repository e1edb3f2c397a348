package sori.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.acoustic.Precision;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.graph.Quantization;
import sori.onnx.OnnxGraph;
import sori.onnx.OnnxRuntime;
import sori.voice.VoicePackage;

/**
 * One decoder step for a batch of sequences, on one thread. All sizes take turns, a call each, so that what else the machine
 * does meanwhile hits them alike.
 */
final class DecoderBenchmark implements Benchmark {
    static final String TITLE = "decoder";

    private static final List<Integer> BATCHES = List.of(1, 4, 8, 16);
    private static final long SEED = 1;
    private static final String FULL_SIZE = "tacotron2";

    private final Workplace workplace;

    DecoderBenchmark(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public String title() {
        return TITLE;
    }

    /** A decoder that is measured. */
    private record Model(String name, String precision, AcousticShape shape, byte[] graph) {}

    @Override
    public void run() throws Exception {
        for (Model model : models()) {
            workplace.progress(
                    "decoder: " + model.name() + " " + model.precision() + ", batches of " + BATCHES + " ...");
            measure(model);
        }
    }

    /** The voice's decoder, and one of Tacotron 2's published sizes with random weights, in each precision that is fast here. */
    private List<Model> models() throws Exception {
        VoicePackage voice = workplace.voice();
        OnnxRuntime runtime = OnnxRuntime.start(workplace.options().provider());
        List<Model> models = new ArrayList<>();
        String id = voice.manifest().id();
        AcousticShape shape = voice.manifest().shape();
        models.add(new Model(id, "fp32", shape, voice.bytes(VoicePackage.DECODER)));
        if (voice.precision(Precision.AUTO, runtime) == Precision.INT8) {
            models.add(new Model(id, "int8", shape, voice.bytes(VoicePackage.DECODER_INT8)));
        }
        AcousticShape full = AcousticShape.full(shape.symbols(), shape.mels());
        AcousticModel.Files fp32 = AcousticExporter.graphs(AcousticWeights.random(full, SEED));
        models.add(new Model(FULL_SIZE, "fp32", full, fp32.decoder()));
        if (runtime.fastInt8()) {
            int[] text = new Random(SEED)
                    .ints(DecoderSteps.SYMBOLS, 0, full.symbols())
                    .toArray();
            AcousticModel.Files int8 = Quantization.int8(fp32, full, 0, List.of(text));
            models.add(new Model(FULL_SIZE, "int8", full, int8.decoder()));
        }
        return models;
    }

    private void measure(Model model) throws Exception {
        OnnxRuntime runtime = OnnxRuntime.start(workplace.options().provider());
        List<DecoderSteps> runs = new ArrayList<>();
        try (OnnxGraph graph =
                OnnxGraph.load(runtime, model.name(), model.graph(), AcousticGraphs.decoder(model.shape()))) {
            for (int batch : BATCHES) {
                runs.add(new DecoderSteps(graph, model.shape(), batch, new Random(SEED)));
            }
            runs.forEach(DecoderSteps::warmUp);
            double until =
                    System.nanoTime() / 1e9 + BATCHES.size() * workplace.sizes().seconds();
            do {
                runs.forEach(DecoderSteps::measure);
            } while (System.nanoTime() / 1e9 < until);
            runs.forEach(run -> tell(model, run));
        } finally {
            runs.forEach(DecoderSteps::close);
        }
    }

    private void tell(Model model, DecoderSteps run) {
        Map<String, Object> conditions = new HashMap<>(Map.of(
                "model", model.name(),
                "precision", model.precision(),
                "batch", run.batch(),
                "symbols", DecoderSteps.SYMBOLS,
                "threads", 1));
        workplace.tell(new Figure("decoder.step", conditions, run.wallMicros().median(), "us"));
        conditions.put("time", "cpu");
        workplace.tell(new Figure("decoder.step", conditions, run.cpuMicros().median(), "us"));
    }
}
