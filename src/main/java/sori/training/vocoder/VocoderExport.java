package sori.training.vocoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.graph.VocoderGraph;
import sori.onnx.GraphRefusedException;
import sori.training.StartingVoice;
import sori.training.TrainingFolders;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/**
 * A vocoder's graph on its way into a package.
 *
 * @param spec for the manifest
 * @param provenance where it comes from
 */
public record VocoderExport(VocoderSpec spec, Map<String, Object> provenance) {
    /**
     * Writes the graph of a checkpoint, if it computes what the module computes.
     *
     * @param held a recording that training did not see
     * @return nothing if it does not, which is said
     */
    public static Optional<VocoderExport> write(Path checkpoint, FeatureStore store, Corpus.Utterance held, Path file)
            throws IOException, GraphRefusedException {
        VocoderTrainer trainer = VocoderTrainer.resume(checkpoint);
        byte[] graph = VocoderGraph.bytes(trainer.weights());
        VocoderParity parity = VocoderParity.measure(trainer, store.read(store.entry(held.id())), graph);
        VocoderParity.Figure worst = parity.worst();
        System.out.printf(
                Locale.ROOT,
                "largest difference between vocoder and graph: %.1f roundings, in %s (bound %.0f)%n",
                worst.ratio(),
                worst.output(),
                VocoderParity.BOUND);
        if (!parity.holds()) {
            System.err.printf(
                    Locale.ROOT,
                    "not exported: the vocoder's graph does not compute what its module computes: %s differ by %.1e where float32 loses %.1e%n",
                    worst.output(),
                    worst.difference(),
                    worst.rounding());
            return Optional.empty();
        }
        Files.write(file, graph);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", trainer.state().step());
        facts.put("trainingMinutes", Math.round(trainer.state().seconds() / 60));
        facts.put("seed", trainer.state().seed());
        facts.put("parityRoundings", Math.round(10 * worst.ratio()) / 10.0);
        StartingVoice origin = trainer.origin();
        if (origin != null) {
            facts.put("startedFrom", Map.of("voice", origin.voice(), "manifestSha256", origin.manifestSha256()));
        }
        facts.put("adversarialSteps", trainer.adversarySteps());
        return Optional.of(
                new VocoderExport(new VocoderSpec.Neural(trainer.module().shape()), facts));
    }

    /**
     * Writes the graph of a run's checkpoint into a package, which gets a new version with it.
     *
     * @param figures of the new manifest
     * @return false if the graph does not compute what the module computes, which is said
     */
    public static boolean into(VoicePackage voice, String version, TrainingFolders folders, Map<String, Object> figures)
            throws IOException, GraphRefusedException {
        try (FeatureStore store = folders.store()) {
            Optional<VocoderExport> exported = write(
                    folders.checkpoint(),
                    store,
                    folders.held(store),
                    voice.directory().resolve(VoicePackage.VOCODER));
            if (exported.isEmpty()) {
                return false;
            }
            Map<String, Object> facts = new LinkedHashMap<>(exported.get().provenance());
            facts.put("corpusSha256", Corpus.fingerprint(folders.corpus()));
            facts.put("utterances", store.entries().size());
            Map<String, Object> provenance =
                    new LinkedHashMap<>(voice.manifest().provenance());
            provenance.put("vocoder", facts);
            VoicePackageWriter.withVocoder(
                    voice, version, exported.get().spec(), voice.manifest().license(), provenance, figures);
            return true;
        }
    }
}
