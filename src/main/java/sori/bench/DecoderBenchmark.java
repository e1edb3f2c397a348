package sori.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import sori.acoustic.AcousticGraphs;
import sori.acoustic.AcousticShape;
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

    private List<Model> models() throws Exception {
        VoicePackage voice = workplace.voice();
        List<Model> models = new ArrayList<>();
        models.add(
                new Model(voice.manifest().id(), "fp32", voice.manifest().shape(), voice.bytes(VoicePackage.DECODER)));
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
