package sori.training.family;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import sori.acoustic.AcousticJob;
import sori.acoustic.AcousticModel;
import sori.acoustic.AcousticRequest;
import sori.acoustic.AcousticShape;
import sori.acoustic.AttentionLimits;
import sori.acoustic.EngineOptions;
import sori.acoustic.OnnxAcousticEngine;
import sori.acoustic.Precision;
import sori.corpus.Corpus;
import sori.evaluate.AttentionPath;
import sori.evaluate.EngineOutput;
import sori.graph.AcousticExporter;
import sori.mel.MelCepstralDistortion;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.plot.AlignmentWeights;
import sori.report.Figures;
import sori.report.Spoken;
import sori.text.SymbolTable;
import sori.training.Elapsed;
import sori.training.acoustic.AcousticTrainer;
import sori.training.acoustic.Batch;
import sori.training.acoustic.BatchSource;
import sori.training.acoustic.PackageExport;
import sori.training.acoustic.TeacherForced;
import sori.vocoder.Vocoder;

/**
 * Measures a training run's averaged weights: teacher-forced by its module, and speaking freely by its graphs in the engine that
 * serves, without dropout. Not thread-safe.
 */
final class MemberMeasurement {
    private static final long SEED = 20;
    /**
     * Speech far longer than its recording is judged up to here only: it may be endless, and the warped path through endless babble is
     * cheap.
     */
    private static final double LONGEST = 1.5;

    private final HeldOutList list;
    private final Vocoder vocoder;
    private final MelFormat format;

    MemberMeasurement(HeldOutList list, Vocoder vocoder) {
        this.list = list;
        this.vocoder = vocoder;
        this.format = list.store().format();
    }

    /**
     * @param trainer its module's parameters are replaced by their average: not to be trained on
     * @param files for speech and pictures
     * @return all figures but those of programs that listen
     */
    Figures measure(AcousticTrainer trainer, MemberFiles files)
            throws IOException, GraphRefusedException, InterruptedException {
        trainer.state().useAverage();
        AcousticShape shape = trainer.shape();
        BatchSource source = BatchSource.items(list.store(), trainer.statistics(), trainer.table(), shape);
        double forced = TeacherForced.measure(trainer, source, list.store(), list.utterances(), list.form())
                .mel();
        for (Corpus.Utterance sample : list.samples()) {
            Optional<AlignmentWeights> alignment = alignment(trainer, source, sample);
            if (alignment.isPresent()) {
                files.drawAlignment(sample, alignment.get());
            }
        }
        // Without the guard on its attention, which would hide what a member can't do.
        AcousticModel model = AcousticModel.load(
                OnnxRuntime.start(Provider.CPU),
                shape,
                0,
                Precision.FP32,
                AcousticExporter.graphs(PackageExport.weights(trainer)));
        try (OnnxAcousticEngine engine = new OnnxAcousticEngine(model, EngineOptions.DEFAULT)) {
            List<int[]> symbols = symbols(source);
            Elapsed watch = Elapsed.start();
            List<EngineOutput> spoken = speak(engine, symbols);
            double cpuSeconds = watch.cpuSeconds();
            double frames = spoken.stream().mapToInt(each -> frames(each.mel())).sum();
            return new Figures(
                    trainer.step(), forced, judged(spoken, symbols, files), frames / cpuSeconds, List.of(), List.of());
        }
    }

    private List<int[]> symbols(BatchSource source) throws IOException {
        List<int[]> symbols = new ArrayList<>();
        for (Corpus.Utterance sentence : list.utterances()) {
            symbols.add(source.item(sentence, list.form(), new Random(SEED))
                    .symbols()
                    .ids());
        }
        return symbols;
    }

    private static List<EngineOutput> speak(OnnxAcousticEngine engine, List<int[]> symbols)
            throws IOException, InterruptedException {
        List<AcousticJob> jobs = symbols.stream()
                .map(each -> engine.submit(new AcousticRequest(each, SEED)))
                .toList();
        List<EngineOutput> spoken = new ArrayList<>();
        for (AcousticJob job : jobs) {
            spoken.add(EngineOutput.await(job));
        }
        return spoken;
    }

    private List<Spoken> judged(List<EngineOutput> all, List<int[]> symbols, MemberFiles files) throws IOException {
        List<Spoken> judged = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Corpus.Utterance sentence = list.utterances().get(i);
            EngineOutput spoken = all.get(i);
            float[] recorded = list.store().read(list.store().entry(sentence.id()));
            float[] heard = heard(spoken.mel(), recorded);
            files.writeSpeech(sentence, vocoder.vocode(heard), format);
            if (list.samples().contains(sentence)) {
                files.drawMel(sentence, heard, format);
            }
            Optional<AttentionPath> path = spoken.attended().length == 0
                    ? Optional.empty()
                    : Optional.of(new AttentionPath(spoken.attended(), symbols.get(i).length, AttentionLimits.DEFAULT));
            judged.add(new Spoken(
                    sentence.id(),
                    !spoken.cut(),
                    path.map(AttentionPath::reachesEnd).orElse(false),
                    path.map(AttentionPath::coverage).orElse(0.0),
                    seconds(frames(spoken.mel())),
                    MelCepstralDistortion.of(heard, recorded, format.mels()).decibels()));
        }
        return judged;
    }

    private float[] heard(float[] mel, float[] recorded) {
        int frames = (int) (LONGEST * recorded.length / format.mels());
        return Arrays.copyOf(mel, Math.min(mel.length, frames * format.mels()));
    }

    private int frames(float[] mel) {
        return mel.length / format.mels();
    }

    private double seconds(int frames) {
        return (double) frames * format.hopSamples() / format.sampleRateHz();
    }

    /** Each decoder step's attention, where there is any, while the decoder is told the recording. */
    private Optional<AlignmentWeights> alignment(AcousticTrainer trainer, BatchSource source, Corpus.Utterance sentence)
            throws IOException {
        Batch.Item item = source.item(sentence, list.form(), new Random(SEED));
        try (PointerScope scope = new PointerScope()) {
            AcousticTrainer.Validation result = trainer.validate(source.batch(List.of(item)));
            List<String> names = Arrays.stream(item.symbols().ids())
                    .mapToObj(trainer.table()::symbol)
                    .map(SymbolTable::label)
                    .toList();
            return result.weights().map(weights -> new AlignmentWeights(weights.values(), names));
        }
    }

    /** The recordings themselves through the same vocoder, for comparison. */
    void vocodeRecordings(MemberFiles files) throws IOException {
        for (Corpus.Utterance sentence : list.utterances()) {
            float[] mel = list.store().read(list.store().entry(sentence.id()));
            files.writeSpeech(sentence, vocoder.vocode(mel), format);
            if (list.samples().contains(sentence)) {
                files.drawMel(sentence, mel, format);
            }
        }
    }
}
