package sori.training;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import sori.text.Language;
import sori.text.LexiconBuilder;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** How a checkpoint becomes a voice package, and whether that goes into the registry. */
final class ExportOptions {
    /** Where a package goes, in the run's folder, unless it is told otherwise. */
    static final String PACKAGE = "package";

    @Option(names = "--out", description = "folder of the package (the run's folder 'package')")
    @Nullable
    Path out;

    @Mixin
    VoiceLabel label = new VoiceLabel();

    @Option(names = "--embed", defaultValue = "LEXICON", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    EmbedMode embed = EmbedMode.LEXICON;

    @Option(names = "--dropout", defaultValue = "0", description = "of the prenet while speaking (${DEFAULT-VALUE})")
    double dropout;

    @Mixin
    AttentionLimitsOption limits = new AttentionLimitsOption();

    @Option(
            names = "--dictionary",
            defaultValue = "/usr/share/festival/dicts/cmu/cmudict-0.4.out",
            description = "the lexicon's source, for a language that needs one (${DEFAULT-VALUE})")
    Path dictionary = Path.of("");

    @Option(names = "--vocoder", description = "run folder of the vocoder to speak with (Griffin-Lim)")
    @Nullable
    Path vocoder;

    @Option(names = "--figures", description = "JSON of 'test', to go into the manifest")
    @Nullable
    Path figures;

    @Option(names = "--last", description = "the last checkpoint, not the one that spoke best while it was trained")
    boolean last;

    @Option(names = "--no-test", description = "do not measure the corpus's test list for the manifest")
    boolean untested;

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
        Path directory = out == null ? files.run.resolve(PACKAGE) : out;
        AcousticTrainer trainer = AcousticTrainer.resume(last ? files.checkpoint() : files.chosen());
        Language language = Language.of(trainer.table());
        label.check(language);
        Files.createDirectories(directory);
        label.copyLicense(directory);
        PackageExport.write(trainer, directory);
        writeLexicon(language, directory.resolve(VoicePackage.LEXICON));
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
            Map<String, Object> provenance = new Provenance(files, trainer, store).facts(label, last, parity);
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
        System.out.println("voice " + label.id() + " in " + directory);
        return true;
    }

    private void writeLexicon(Language language, Path file) throws IOException {
        if (language.needsLexicon()) {
            LexiconBuilder.build(dictionary, file);
        } else {
            Files.deleteIfExists(file); // of a voice that lay there before
        }
    }

    private void write(
            LabFiles files, Path directory, AcousticTrainer trainer, VocoderSpec spec, Map<String, Object> provenance)
            throws IOException, InterruptedException {
        Map<String, Object> known = knownFigures();
        VoicePackage exported = VoicePackageWriter.write(directory, draft(trainer, spec, provenance, known));
        Optional<ListOptions.Sentences> list = publishing.publish
                ? Optional.of(listed.read(files, Corpus.Split.TEST))
                : listed.find(files, Corpus.Split.TEST).filter(found -> !untested && !known.containsKey(found.name()));
        if (list.isEmpty()) {
            return;
        }
        var measured = new TestOnce(files.run, listed).figures(exported, list.get());
        known.put(list.get().name(), measured);
        exported = VoicePackageWriter.write(directory, draft(trainer, spec, provenance, known));
        if (publishing.publish) {
            publishing.publish(exported, measured, listed, list.get(), files.run);
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
                label.name(),
                label.version,
                Language.of(trainer.table()).tag(),
                trainer.table(),
                MelFormat.DEFAULT,
                trainer.module().shape(),
                dropout,
                limits.limits(),
                embed,
                spec,
                label.license(),
                provenance,
                known);
    }
}
