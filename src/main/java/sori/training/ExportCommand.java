package sori.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.text.EmbedMode;
import sori.text.LexiconBuilder;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** {@code ./sori lab export}: a checkpoint becomes a voice package, if its graphs compute what the module computes. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a voice package from a run's checkpoint and checks it against the trained module.")
public final class ExportCommand implements Callable<Integer> {
    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--out", required = true, description = "folder of the package; it must hold the voice's LICENSE")
    Path out = Path.of("");

    @Option(names = "--name", defaultValue = "en-slt", description = "of the voice (${DEFAULT-VALUE})")
    String name = "";

    @Option(names = "--release", defaultValue = "1", description = "version of the voice (${DEFAULT-VALUE})")
    String version = "";

    @Option(names = "--embed", defaultValue = "LEXICON", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    EmbedMode embed = EmbedMode.LEXICON;

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

    @Override
    public Integer call() throws IOException, GraphRefusedException {
        AcousticTrainer trainer = AcousticTrainer.resume(files.checkpoint());
        Files.createDirectories(out);
        PackageExport.write(trainer, out);
        LexiconBuilder.build(dictionary, out.resolve(VoicePackage.LEXICON));
        try (FeatureStore store = files.store()) {
            Parity parity = parity(trainer, store);
            System.out.printf(
                    Locale.ROOT,
                    "largest difference between module and graphs: frames %.1e, gate %.1e, mel %.1e (bound %.0e)%n",
                    parity.maxFrameDifference(),
                    parity.maxGateDifference(),
                    parity.maxMelDifference(),
                    Parity.BOUND);
            if (!parity.holds()) {
                System.err.println("not exported: the graphs do not compute what the module computes");
                return 1;
            }
            Map<String, Object> provenance = provenance(trainer, store, parity);
            VocoderSpec spec = VocoderSpec.DEFAULT;
            if (vocoder != null) {
                Optional<VocoderExport> exported = VocoderExport.write(
                        vocoder.resolve(LabFiles.CHECKPOINT),
                        store,
                        files.held(store),
                        out.resolve(VoicePackage.VOCODER));
                if (exported.isEmpty()) {
                    return 1;
                }
                spec = exported.get().spec();
                provenance.put("vocoder", exported.get().provenance());
            }
            VoicePackageWriter.write(out, draft(trainer, spec, provenance));
        }
        System.out.println("voice " + name + "@" + version + " in " + out);
        return 0;
    }

    private Parity parity(AcousticTrainer trainer, FeatureStore store) throws IOException, GraphRefusedException {
        BatchSource source = BatchSource.items(
                store, trainer.statistics(), trainer.table(), trainer.module().shape());
        Batch.Item item = source.item(files.held(store), TimedSymbols.Form.PHONES, new Random(0));
        return Parity.measure(trainer, source, item, out);
    }

    private VoicePackageWriter.Draft draft(AcousticTrainer trainer, VocoderSpec spec, Map<String, Object> provenance)
            throws IOException {
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
                figures == null
                        ? Map.of()
                        : new ObjectMapper().readValue(figures.toFile(), new TypeReference<Map<String, Object>>() {}));
    }

    private Map<String, Object> provenance(AcousticTrainer trainer, FeatureStore store, Parity parity)
            throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("teacher", "festival voice cmu_us_slt_arctic_hts");
        facts.put("prompts", "WordNet example sentences and templates");
        facts.put(
                "corpusSha256",
                HexFormat.of().formatHex(Corpus.sha256(Files.readString(files.corpus.resolve(Corpus.METADATA)))));
        facts.put("utterances", store.entries().size());
        facts.put("hours", Math.round(hours(store) * 100) / 100.0);
        facts.put("trainer", "sori 0.1.0");
        facts.put("steps", trainer.step());
        facts.put("trainingMinutes", Math.round(trainer.seconds() / 60));
        facts.put("seed", trainer.seed());
        facts.put("parity", parity.worst());
        return facts;
    }

    private static double hours(FeatureStore store) {
        long frames =
                store.entries().stream().mapToLong(FeatureStore.Entry::frames).sum();
        return frames * (double) store.format().hopSamples() / store.format().sampleRateHz() / 3600;
    }
}
