package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticShape;
import sori.acoustic.Precision;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.TensorArena;
import sori.training.FlatParameters;

/**
 * Runs an utterance through the trained module and through the exported graphs, both teacher-forced and without dropout, and
 * compares.
 *
 * @param maxFrameDifference largest absolute difference of a normalized frame before the postnet
 * @param maxGateDifference of a stop gate's logit
 * @param maxMelDifference of a mel after the postnet, natural log
 */
record Parity(double maxFrameDifference, double maxGateDifference, double maxMelDifference) {
    static final double BOUND = 1e-4;

    String summary() {
        return String.format(
                Locale.ROOT,
                "largest difference between module and graphs: frames %.1e, gate %.1e, mel %.1e (bound %.0e)",
                maxFrameDifference,
                maxGateDifference,
                maxMelDifference,
                BOUND);
    }

    boolean holds() {
        return worst() <= BOUND;
    }

    double worst() {
        return Math.max(maxFrameDifference, Math.max(maxGateDifference, maxMelDifference));
    }

    /**
     * @param trainer its module's parameters are replaced by their average: not to be trained on
     * @param item one utterance
     */
    static Parity measure(AcousticTrainer trainer, BatchSource source, Batch.Item item, Path graphs)
            throws IOException, GraphRefusedException {
        AcousticShape shape = trainer.module().shape();
        float[] coarse;
        float[] fine;
        float[] gates;
        float[] previous;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            trainer.state().useAverage();
            Batch batch = source.batch(List.of(item));
            AcousticModule.Pass pass = trainer.module().forward(batch, false);
            coarse = FlatParameters.copy(pass.coarse());
            fine = FlatParameters.copy(pass.fine());
            gates = FlatParameters.copy(pass.gate());
            previous = FlatParameters.copy(batch.previousFrames());
        }
        trainer.statistics().restore(fine);
        AcousticModel.Files files = new AcousticModel.Files(
                Files.readAllBytes(graphs.resolve("encoder.onnx")),
                Files.readAllBytes(graphs.resolve("decoder.onnx")),
                Files.readAllBytes(graphs.resolve("postnet.onnx")));
        try (AcousticModel model =
                        AcousticModel.load(OnnxRuntime.start(Provider.CPU), shape, 0, Precision.FP32, files);
                TensorArena arena = new TensorArena()) {
            ForcedGraphs forced = new ForcedGraphs(model, arena, item.symbols().ids(), previous);
            return new Parity(
                    difference(coarse, forced.frames()),
                    difference(gates, forced.gates()),
                    difference(fine, forced.refined()));
        }
    }

    private static double difference(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            throw new IllegalStateException(
                    "module and graph give " + expected.length + " and " + actual.length + " values");
        }
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
        }
        return worst;
    }
}
