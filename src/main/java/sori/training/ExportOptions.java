package sori.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.text.EmbedMode;
import sori.text.LexiconBuilder;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** How a checkpoint becomes a voice package, and whether that goes into the registry. */
final class ExportOptions {
    @Option(names = "--out", description = "folder of the package (the run's folder 'package')")
    @Nullable
    Path out;

    @Option(names = "--license", description = "file to copy into the package as its LICENSE (the one that lies there)")
    @Nullable
    Path licenseFile;

    @Option(names = "--name", defaultValue = "en-slt", description = "of the voice (${DEFAULT-VALUE})")
    String name = "";

    @Option(names = "--release", defaultValue = "1", description = "version of the voice (${DEFAULT-VALUE})")
    String version = "";

    @Option(names = "--embed", defaultValue = "LEXICON", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    EmbedMode embed = EmbedMode.LEXICON;

    @Option(
            names = "--recordings",
            defaultValue = "",
            description = "what was trained on, for the manifest (the teacher's reading, as 'dataset speak' makes it)")
    String recordings = "";

    @Option(names = "--dropout", defaultValue = "0", description = "of the prenet while speaking (${DEFAULT-VALUE})")
    double dropout;

    @Option(
            names = "--dictionary",
            defaultValue = "/usr/share/festival/dicts/cmu/cmudict-0.4.out",
            description = "the lexicon's source (${DEFAULT-VALUE})")
    Path dictionary = Path.of("");

    @Option(names = "--vocoder", description = "run folder of the vocoder to speak with (Griffin-Lim)")
    @Nullable
    Path vocoder;

    @Option(names = "--figures", description = "JSON of 'test', to go into the manifest")
    @Nullable
    Path figures;

    @Option(
            names = "--license-id",
            defaultValue = "Apache-2.0 AND MIT-Festival AND BSD-3-Clause AND LicenseRef-WordNet",
            description = "SPDX (${DEFAULT-VALUE})")
    String license = "";

    @Mixin
    ListOptions listed = new ListOptions();

    @Mixin
    PublishOptions publishing = new PublishOptions();

    /**
     * Writes the package of a run's checkpoint, and publishes it if that is asked for: measured on the list first, so that its
     * figures go along.
     *
     * @return whether the graphs compute what the module computes; nothing is published otherwise
     */
    boolean export(LabFiles files) throws IOException, GraphRefusedException, InterruptedException {
        Path directory = out == null ? files.run.resolve("package") : out;
        AcousticTrainer trainer = AcousticTrainer.resume(files.checkpoint());
        Files.createDirectories(directory);
        if (licenseFile != null) {
            Files.copy(licenseFile, directory.resolve(VoicePackage.LICENSE), StandardCopyOption.REPLACE_EXISTING);
        }
        PackageExport.write(trainer, directory);
        LexiconBuilder.build(dictionary, directory.resolve(VoicePackage.LEXICON));
        try (FeatureStore store = files.store()) {
            Parity parity = parity(files, trainer, store, directory);
            System.out.printf(
                    Locale.ROOT,
                    "largest difference between module and graphs: frames %.1e, gate %.1e, mel %.1e (bound %.0e)%n",
                    parity.maxFrameDifference(),
                    parity.maxGateDifference(),
                    parity.maxMelDifference(),
                    Parity.BOUND);
            if (!parity.holds()) {
                System.err.println("not exported: the graphs do not compute what the module computes");
                return false;
            }
            Map<String, Object> provenance = provenance(files, trainer, store, parity);
            VocoderSpec spec = VocoderSpec.DEFAULT;
            if (vocoder != null) {
                Optional<VocoderExport> exported = VocoderExport.write(
                        vocoder.resolve(LabFiles.CHECKPOINT),
                        store,
                        files.held(store),
                        directory.resolve(VoicePackage.VOCODER));
                if (exported.isEmpty()) {
                    return false;
                }
                spec = exported.get().spec();
                provenance.put("vocoder", exported.get().provenance());
            }
            write(files, directory, trainer, spec, provenance);
        }
        System.out.println("voice " + name + "@" + version + " in " + directory);
        return true;
    }

    private void write(
            LabFiles files, Path directory, AcousticTrainer trainer, VocoderSpec spec, Map<String, Object> provenance)
            throws IOException, InterruptedException {
        Map<String, Object> known = knownFigures();
        VoicePackage exported = VoicePackageWriter.write(directory, draft(trainer, spec, provenance, known));
        if (publishing.publish) {
            ListOptions.Sentences list = listed.read(files, Corpus.Split.TEST);
            var measured = listed.measure(directory, list, files.run);
            known.put(list.name(), measured);
            exported = VoicePackageWriter.write(directory, draft(trainer, spec, provenance, known));
            publishing.publish(exported, measured, listed, list, files.run);
        }
    }

    private Map<String, Object> knownFigures() throws IOException {
        return figures == null
                ? new LinkedHashMap<>()
                : new ObjectMapper().readValue(figures.toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    private static Parity parity(LabFiles files, AcousticTrainer trainer, FeatureStore store, Path directory)
            throws IOException, GraphRefusedException {
        BatchSource source = BatchSource.items(
                store, trainer.statistics(), trainer.table(), trainer.module().shape());
        Batch.Item item = source.item(files.held(store), TimedSymbols.Form.PHONES, new Random(0));
        return Parity.measure(trainer, source, item, directory);
    }

    private VoicePackageWriter.Draft draft(
            AcousticTrainer trainer, VocoderSpec spec, Map<String, Object> provenance, Map<String, Object> known) {
        return new VoicePackageWriter.Draft(
                name,
                version,
                "en",
                trainer.table(),
                MelFormat.DEFAULT,
                trainer.module().shape(),
                dropout,
                embed,
                spec,
                license,
                provenance,
                known);
    }

    private Map<String, Object> provenance(LabFiles files, AcousticTrainer trainer, FeatureStore store, Parity parity)
            throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (recordings.isEmpty()) {
            facts.put("teacher", "festival voice " + FestivalTeacher.DEFAULT_VOICE);
            facts.put("prompts", "WordNet example sentences and templates");
        } else {
            facts.put("recordings", recordings);
        }
        facts.put("corpusSha256", Corpus.fingerprint(files.corpus));
        facts.put("utterances", store.entries().size());
        facts.put("hours", Math.round(hours(store) * 100) / 100.0);
        facts.put("trainer", "sori 0.1.0");
        facts.put("steps", trainer.step());
        facts.put("trainingMinutes", Math.round(trainer.seconds() / 60));
        facts.put("trainingCpuMinutes", Math.round(trainer.state().cpuSeconds() / 60));
        facts.put("seed", trainer.seed());
        facts.put("parity", parity.worst());
        trainer.origin()
                .ifPresent(origin -> facts.put(
                        "startedFrom", Map.of("voice", origin.voice(), "manifestSha256", origin.manifestSha256())));
        Path experiment = files.run.resolve(ExperimentYaml.FILE);
        if (Files.isRegularFile(experiment)) {
            facts.put("experiment", ExperimentYaml.provenance(ExperimentYaml.read(experiment, Map.of())));
        }
        return facts;
    }

    private static double hours(FeatureStore store) {
        long frames =
                store.entries().stream().mapToLong(FeatureStore.Entry::frames).sum();
        return frames * (double) store.format().hopSamples() / store.format().sampleRateHz() / 3600;
    }
}
