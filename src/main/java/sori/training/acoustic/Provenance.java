package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.Teacher;
import sori.evaluate.SpeechFigures;
import sori.training.TrainingFolders;

/** Where an exported voice comes from, for its manifest. */
record Provenance(TrainingFolders folders, AcousticTrainer trainer, FeatureStore store) {
    /**
     * @param label which says what was trained on, unless it was the teacher's reading
     * @param last whether the last checkpoint was asked for, whatever spoke best
     */
    Map<String, Object> facts(VoiceLabel label, boolean last, Parity parity) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (label.recordings() == null) {
            facts.put("teacher", "festival voice " + Teacher.FESTIVAL_VOICE);
            facts.put("prompts", "WordNet example sentences and templates");
        } else {
            facts.put("recordings", label.recordings());
        }
        facts.put("corpusSha256", Corpus.fingerprint(folders.corpus()));
        facts.put("preparation", store.preparation().facts());
        facts.put("utterances", store.entries().size());
        facts.put("hours", Math.round(hours() * 100) / 100.0);
        facts.put("trainer", "sori 0.1.0");
        facts.put("steps", trainer.step());
        facts.put("checkpoint", checkpoint(last));
        facts.put("trainingMinutes", Math.round(trainer.seconds() / 60));
        facts.put("trainingCpuMinutes", Math.round(trainer.state().cpuSeconds() / 60));
        facts.put("seed", trainer.seed());
        facts.put("parity", parity.worst());
        trainer.origin()
                .ifPresent(origin -> facts.put(
                        "startedFrom", Map.of("voice", origin.voice(), "manifestSha256", origin.manifestSha256())));
        Path experiment = folders.run().resolve(ExperimentYaml.FILE);
        if (Files.isRegularFile(experiment)) {
            facts.put("experiment", ExperimentYaml.provenance(ExperimentYaml.read(experiment, Map.of())));
        }
        return facts;
    }

    /** Which one it is, by what rule, and what the rule went by. */
    private Object checkpoint(boolean last) throws IOException {
        if (last || !Files.isRegularFile(folders.run().resolve(BestCheckpoint.FILE))) {
            return "the last";
        }
        Map<String, Object> chosen = new LinkedHashMap<>();
        chosen.put("chosenBy", SpeechFigures.RULE);
        Optional<SpeechFigures> spoken = BestCheckpoint.of(folders.run()).figures();
        spoken.ifPresent(figures -> chosen.put("validation", figures.known()));
        return chosen;
    }

    private double hours() {
        long frames =
                store.entries().stream().mapToLong(FeatureStore.Entry::frames).sum();
        return frames * (double) store.format().hopSamples() / store.format().sampleRateHz() / 3600;
    }
}
