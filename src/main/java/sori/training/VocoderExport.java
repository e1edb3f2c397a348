package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sori.onnx.GraphRefusedException;
import sori.voice.VocoderSpec;

/**
 * A vocoder's graph on its way into a package.
 *
 * @param spec for the manifest
 * @param provenance where it comes from
 */
record VocoderExport(VocoderSpec spec, Map<String, Object> provenance) {
    /**
     * Writes the graph of a checkpoint, if it computes what the module computes.
     *
     * @param held a recording that training did not see
     * @return nothing if it does not, which is said
     */
    static Optional<VocoderExport> write(Path checkpoint, FeatureStore store, Corpus.Utterance held, Path file)
            throws IOException, GraphRefusedException {
        VocoderTrainer trainer = VocoderTrainer.resume(checkpoint);
        byte[] graph = VocoderGraph.bytes(VocoderWeights.of(trainer));
        double difference = VocoderParity.measure(trainer, store.read(store.entry(held.id())), graph);
        System.out.printf(
                Locale.ROOT,
                "largest difference between vocoder and graph: samples %.1e (bound %.0e)%n",
                difference,
                Parity.BOUND);
        if (!(difference <= Parity.BOUND)) {
            System.err.println("not exported: the vocoder's graph does not compute what its module computes");
            return Optional.empty();
        }
        Files.write(file, graph);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", trainer.state().step());
        facts.put("trainingMinutes", Math.round(trainer.state().seconds() / 60));
        facts.put("seed", trainer.state().seed());
        facts.put("parity", difference);
        return Optional.of(
                new VocoderExport(new VocoderSpec.Neural(trainer.module().shape()), facts));
    }
}
