package sori.training.vocoder;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sori.audio.Wav;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.evaluate.FrameRatePulse;
import sori.evaluate.Listener;
import sori.graph.VocoderGraph;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.plot.MelPlot;
import sori.plot.Png;
import sori.plot.Spectrogram;
import sori.training.TrainingFolders;
import sori.vocoder.GriffinLim;
import sori.vocoder.NeuralVocoder;
import sori.vocoder.Vocoder;
import sori.voice.VocoderSpec;

/**
 * What is lost between the mels of held-out recordings and samples, by a trained vocoder and by Griffin-Lim, beside the recordings
 * themselves.
 *
 * @param whole whether every recording of the corpus is taken, not only its test list
 * @param sentences how many at most
 */
public record VocoderTest(TrainingFolders folders, boolean whole, int sentences, Optional<Listener> recognizer) {
    private static final int PICTURE_BANDS = 128;

    /** One sentence's recording and its mel. */
    private record Sentence(Corpus.Utterance utterance, float[] samples, float[] mel) {}

    /** By the trained vocoder, by Griffin-Lim and of the recordings; samples and pictures go into the run's folder. */
    public Map<String, Object> figures() throws IOException, InterruptedException, GraphRefusedException {
        VocoderTrainer trainer = VocoderTrainer.resume(folders.checkpoint());
        MelFormat format = trainer.module().format();
        VocoderSpec.GriffinLim baseline = VocoderSpec.DEFAULT;
        Map<String, Object> figures = new LinkedHashMap<>();
        try (FeatureStore store = folders.store();
                Vocoder neural = NeuralVocoder.load(
                        OnnxRuntime.start(Provider.CPU),
                        trainer.module().shape(),
                        format,
                        VocoderGraph.bytes(trainer.weights()))) {
            List<Corpus.Utterance> all =
                    whole ? Corpus.read(folders.corpus()).utterances() : folders.list(Corpus.Split.TEST, store);
            List<Sentence> list = new ArrayList<>();
            for (Corpus.Utterance utterance : all.subList(0, Math.min(sentences, all.size()))) {
                FeatureStore.Entry entry = store.entry(utterance.id());
                list.add(new Sentence(utterance, store.samples(utterance), store.read(entry)));
            }
            Vocoder griffinLim = new GriffinLim(format, baseline.iterations(), baseline.momentum());
            figures.put("steps", trainer.state().step());
            figures.put("recorded", listen("recorded", list, format, Optional.empty()));
            figures.put(
                    VocoderSpec.GriffinLim.KIND,
                    listen(VocoderSpec.GriffinLim.KIND, list, format, Optional.of(griffinLim)));
            figures.put(VocoderSpec.Neural.KIND, listen(VocoderSpec.Neural.KIND, list, format, Optional.of(neural)));
        }
        return figures;
    }

    /** @param vocoder none for the recordings themselves */
    private Map<String, Object> listen(
            String name, List<Sentence> sentences, MelFormat format, Optional<Vocoder> vocoder)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(folders.run().resolve("test").resolve(name));
        MelExtractor extractor = new MelExtractor(format);
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        StringBuilder list = new StringBuilder();
        double seconds = 0;
        double distance = 0;
        long values = 0;
        long nanos = 0;
        List<float[]> spoken = new ArrayList<>();
        vocoder.ifPresent(warm -> warm.vocode(sentences.get(0).mel()));
        for (Sentence sentence : sentences) {
            long before = cpu.getCurrentThreadCpuTime();
            float[] samples =
                    vocoder.isEmpty() ? sentence.samples() : vocoder.get().vocode(sentence.mel());
            nanos += cpu.getCurrentThreadCpuTime() - before;
            spoken.add(samples);
            float[] mel = extractor.extract(samples);
            for (int i = 0; i < mel.length; i++) {
                distance += Math.abs(mel[i] - sentence.mel()[i]);
            }
            values += mel.length;
            seconds += (double) samples.length / format.sampleRateHz();
            Path wav = directory.resolve(sentence.utterance().id() + ".wav");
            new Wav(samples, format.sampleRateHz()).write(wav);
            list.append(wav.toAbsolutePath())
                    .append('\t')
                    .append(sentence.utterance().text())
                    .append('\n');
        }
        Files.writeString(directory.resolve("list.tsv"), list);
        draw(name, Wav.read(directory.resolve(sentences.get(0).utterance().id() + ".wav")), format);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("sentences", sentences.size());
        figures.put("melL1", rounded(distance / values));
        figures.put("frameRatePulsePercent", rounded(FrameRatePulse.medianPercent(spoken, format)));
        if (vocoder.isPresent()) {
            figures.put("cpuSecondsPerAudioSecond", rounded(nanos / 1e9 / seconds));
        }
        if (recognizer.isPresent()) {
            figures.put("wordErrorRatePercent", recognizer.get().hear(directory.resolve("list.tsv")));
        }
        System.out.println(name + ": " + figures);
        return figures;
    }

    /** The first sentence over the whole band, where buzz, hum and seams would show. */
    private void draw(String name, Wav wav, MelFormat format) throws IOException {
        MelFormat fine = new MelFormat(
                format.sampleRateHz(),
                format.fftSize(),
                format.hopSamples() / 2,
                format.windowSamples(),
                PICTURE_BANDS,
                0,
                format.sampleRateHz() / 2.0,
                format.floor());
        float[] mel = new MelExtractor(fine).extract(wav.samples());
        double frameSeconds = (double) fine.hopSamples() / fine.sampleRateHz();
        Png.write(
                MelPlot.draw(name, new Spectrogram(mel, fine.mels(), frameSeconds)),
                folders.run().resolve("test").resolve(name + ".png"));
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4f", value));
    }
}
