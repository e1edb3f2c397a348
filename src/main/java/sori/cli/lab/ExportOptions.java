package sori.cli.lab;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.corpus.Corpus;
import sori.evaluate.SentenceList;
import sori.onnx.GraphRefusedException;
import sori.text.EmbedMode;
import sori.training.TrainingFolders;
import sori.training.acoustic.ExportPlan;
import sori.training.acoustic.PackageExport;
import sori.training.acoustic.PackageSpeech;

/** How a checkpoint becomes a voice package, and whether that goes into the registry. */
final class ExportOptions {
    /** Where a package goes, in the run's folder, unless it is told otherwise. */
    static final String PACKAGE = "package";

    @Option(names = "--out", description = "folder of the package (the run's folder 'package')")
    @Nullable
    Path out;

    @Mixin
    VoiceLabelOptions label = new VoiceLabelOptions();

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

    PackageSpeech speech() {
        return new PackageSpeech(embed, dropout, limits.limits(), dictionary);
    }

    /**
     * Writes the package of a run's checkpoint, and publishes it if that is asked for: measured on the list first, so that its
     * figures go along.
     *
     * @return whether the graphs compute what the module computes; nothing is published otherwise
     */
    boolean export(TrainingFolders folders) throws IOException, GraphRefusedException, InterruptedException {
        Optional<PackageExport.Exported> exported = PackageExport.export(plan(folders));
        if (exported.isPresent() && publishing.publish) {
            publishing.publish(
                    exported.get().files(), exported.get().tested().orElseThrow(), listed.measurement(), folders.run());
        }
        return exported.isPresent();
    }

    private ExportPlan plan(TrainingFolders folders) throws IOException {
        Optional<SentenceList> list = publishing.publish
                ? Optional.of(listed.read(folders, Corpus.Split.TEST))
                : listed.find(folders, Corpus.Split.TEST).filter(found -> !untested);
        return new ExportPlan(
                folders,
                out == null ? folders.run().resolve(PACKAGE) : out,
                label.label(),
                speech(),
                vocoder,
                knownFigures(),
                last,
                list.map(found -> new ExportPlan.Test(found, listed.measurement(), publishing.publish)));
    }

    private Map<String, Object> knownFigures() throws IOException {
        return figures == null
                ? Map.of()
                : new ObjectMapper().readValue(figures.toFile(), new TypeReference<LinkedHashMap<String, Object>>() {});
    }
}
