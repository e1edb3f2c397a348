package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import sori.acoustic.AcousticShape;
import sori.corpus.FeatureStore;
import sori.corpus.TimedSymbols;
import sori.evaluate.ListMeasurement;
import sori.evaluate.SentenceList;
import sori.evaluate.TestOnce;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.text.Language;
import sori.text.LexiconBuilder;
import sori.training.TrainingFolders;
import sori.training.vocoder.VocoderExport;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

/** A checkpoint on its way into a voice package: graphs of its averaged weights, lexicon, figures and manifest. Stateless. */
public final class PackageExport {
    private PackageExport() {}

    /** The moving average of the parameters, batch norms folded, by the exporter's names. */
    public static AcousticWeights weights(AcousticTrainer trainer) {
        AcousticShape shape = trainer.module().shape();
        Map<String, float[]> folded = trainer.module()
                .exported(trainer.adam().average(), trainer.adam().averageStatistics());
        folded.put("mel.mean", trainer.statistics().mean());
        folded.put("mel.std", trainer.statistics().std());
        Map<String, AcousticWeights.Tensor> tensors = new LinkedHashMap<>();
        AcousticWeights.layout(shape).forEach((name, sides) -> {
            float[] values = folded.get(name);
            if (values == null) {
                throw new IllegalStateException("the module has no '" + name + "' to export");
            }
            tensors.put(name, new AcousticWeights.Tensor(values, sides));
        });
        return new AcousticWeights(shape, tensors);
    }

    /** Writes the graphs into a directory. */
    public static void write(AcousticTrainer trainer, Path directory) throws IOException {
        AcousticExporter.export(weights(trainer), directory);
    }

    /**
     * A package that was written.
     *
     * @param tested the list that it spoke for this; empty if it spoke none
     */
    public record Exported(VoicePackage files, Optional<ListMeasurement.Measured> tested) {}

    /**
     * Writes a run's package.
     *
     * @return nothing if the graphs do not compute what the modules compute, which is said
     */
    public static Optional<Exported> export(ExportPlan plan)
            throws IOException, GraphRefusedException, InterruptedException {
        TrainingFolders folders = plan.folders();
        Path directory = plan.directory();
        AcousticTrainer trainer = AcousticTrainer.resume(plan.last() ? folders.checkpoint() : folders.chosen());
        Language language = Language.of(trainer.table());
        plan.label().check(language);
        Files.createDirectories(directory);
        plan.label().copyLicense(directory);
        write(trainer, directory);
        writeLexicon(language, plan.speech().dictionary(), directory.resolve(VoicePackage.LEXICON));
        Optional<Exported> exported;
        try (FeatureStore store = folders.store()) {
            Parity parity = parity(folders, trainer, store, directory);
            System.out.println(parity.summary());
            if (!parity.holds()) {
                System.err.println("not exported: the graphs do not compute what the module computes");
                return Optional.empty();
            }
            Map<String, Object> provenance =
                    new Provenance(folders, trainer, store).facts(plan.label(), plan.last(), parity);
            VocoderSpec spec = VocoderSpec.DEFAULT;
            if (plan.vocoder() != null) {
                Optional<VocoderExport> vocoder = VocoderExport.write(
                        plan.vocoder().resolve(TrainingFolders.CHECKPOINT),
                        store,
                        folders.held(store),
                        directory.resolve(VoicePackage.VOCODER));
                if (vocoder.isEmpty()) {
                    return Optional.empty();
                }
                spec = vocoder.get().spec();
                provenance.put("vocoder", vocoder.get().provenance());
            }
            exported = Optional.of(tested(plan, draft(plan, trainer, spec, provenance)));
        }
        System.out.println("voice " + plan.label().id() + " in " + directory);
        return exported;
    }

    private static void writeLexicon(Language language, Path dictionary, Path file) throws IOException {
        if (language.needsLexicon()) {
            LexiconBuilder.build(dictionary, file);
        } else {
            Files.deleteIfExists(file); // of a voice that lay there before
        }
    }

    /** Written with the figures that are known, then again with those of the test, which takes an opened package. */
    private static Exported tested(ExportPlan plan, Function<Map<String, Object>, VoicePackageWriter.Draft> draft)
            throws IOException, InterruptedException {
        Map<String, Object> figures = new LinkedHashMap<>(plan.figures());
        VoicePackage written = VoicePackageWriter.write(plan.directory(), draft.apply(figures));
        Optional<ExportPlan.Test> test = plan.test()
                .filter(each ->
                        each.always() || !figures.containsKey(each.list().name()));
        if (test.isEmpty()) {
            return new Exported(written, Optional.empty());
        }
        SentenceList list = test.get().list();
        var measured = new TestOnce(plan.folders().run(), test.get().measurement()).figures(written, list);
        figures.put(list.name(), measured);
        return new Exported(
                VoicePackageWriter.write(plan.directory(), draft.apply(figures)),
                Optional.of(new ListMeasurement.Measured(list, measured)));
    }

    private static Parity parity(TrainingFolders folders, AcousticTrainer trainer, FeatureStore store, Path directory)
            throws IOException, GraphRefusedException {
        BatchSource source = BatchSource.items(
                store, trainer.statistics(), trainer.table(), trainer.module().shape());
        Batch.Item item = source.item(folders.held(store), TimedSymbols.Form.PHONES, new Random(0));
        return Parity.measure(trainer, source, item, directory);
    }

    /** The manifest, but for its figures. */
    private static Function<Map<String, Object>, VoicePackageWriter.Draft> draft(
            ExportPlan plan, AcousticTrainer trainer, VocoderSpec spec, Map<String, Object> provenance) {
        return figures -> new VoicePackageWriter.Draft(
                plan.label().title(),
                plan.label().version(),
                Language.of(trainer.table()).tag(),
                trainer.table(),
                MelFormat.DEFAULT,
                trainer.module().shape(),
                plan.speech().dropout(),
                plan.speech().limits(),
                plan.speech().embed(),
                spec,
                plan.label().licenseId(),
                provenance,
                figures);
    }
}
