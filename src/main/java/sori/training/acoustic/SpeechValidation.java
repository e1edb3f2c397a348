package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import sori.acoustic.AcousticModel;
import sori.acoustic.AttentionLimits;
import sori.acoustic.EngineOptions;
import sori.acoustic.OnnxAcousticEngine;
import sori.acoustic.Precision;
import sori.evaluate.HeldOut;
import sori.evaluate.Listener;
import sori.evaluate.Prompt;
import sori.evaluate.Speaker;
import sori.evaluate.SpeechFigures;
import sori.evaluate.SpokenSentence;
import sori.graph.AcousticExporter;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.plot.AlignmentWeights;
import sori.plot.MelPlot;
import sori.plot.Png;
import sori.plot.Spectrogram;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;
import sori.vocoder.GriffinLim;
import sori.vocoder.Vocoder;
import sori.voice.VocoderSpec;

/**
 * Has a model in training speak: its averaged weights become graphs, and the engine that will run them speaks sentences of the
 * validation list freely. Not thread-safe.
 */
final class SpeechValidation {
    private static final String SPEECH = "speech";
    /** Sentences that are drawn and written as samples each time. */
    private static final int SHOWN = 2;

    private final Path run;
    private final List<Prompt> prompts;
    private final SymbolEncoder embedder;
    private final MelFormat format;
    private final double inferenceDropout;
    private final AttentionLimits limits;
    private final Optional<Listener> recognizer;
    private final Vocoder vocoder;

    /** @param prompts not empty */
    SpeechValidation(
            Path run,
            List<Prompt> prompts,
            SymbolEncoder embedder,
            MelFormat format,
            double inferenceDropout,
            AttentionLimits limits,
            Optional<Listener> recognizer) {
        this.run = run;
        this.prompts = prompts;
        this.embedder = embedder;
        this.format = format;
        this.inferenceDropout = inferenceDropout;
        this.limits = limits;
        this.recognizer = recognizer;
        VocoderSpec.GriffinLim rounds = VocoderSpec.DEFAULT;
        this.vocoder = new GriffinLim(format, rounds.iterations(), rounds.momentum());
    }

    /**
     * Speaks, writes into the run's folder {@code speech} what was spoken, and draws the first sentences there.
     *
     * @throws IOException if the model makes no speech at all, or the recognizer fails
     */
    SpeechFigures speak(AcousticTrainer trainer) throws IOException, InterruptedException {
        HeldOut spoken;
        Path directory = run.resolve(SPEECH);
        OptionalDouble wordErrors = OptionalDouble.empty();
        try (OnnxAcousticEngine engine = new OnnxAcousticEngine(model(trainer), EngineOptions.DEFAULT)) {
            Speaker speaker = new Speaker(
                    embedder, engine, vocoder, format, trainer.module().shape(), limits);
            spoken = speaker.speak(prompts, () -> {});
            spoken.writeFigures(directory);
            HeldOut heard = recognizer.isPresent() ? spoken : spoken.first(SHOWN);
            heard.writeAudio(speaker, directory, () -> {});
        }
        if (recognizer.isPresent()) {
            wordErrors = OptionalDouble.of(recognizer.get().hear(directory.resolve(HeldOut.LIST)));
        }
        for (SpokenSentence sentence : spoken.first(SHOWN).sentences()) {
            draw(trainer, sentence, directory);
        }
        return SpeechFigures.of(trainer.step(), spoken, wordErrors);
    }

    /** What is drawn each time, in the run's folder. */
    List<String> pictures() {
        return prompts.stream()
                .limit(SHOWN)
                .map(prompt -> SPEECH + "/" + prompt.utterance().id() + ".png")
                .toList();
    }

    private AcousticModel model(AcousticTrainer trainer) throws IOException {
        try {
            return AcousticModel.load(
                    OnnxRuntime.start(Provider.CPU),
                    trainer.module().shape(),
                    inferenceDropout,
                    Precision.FP32,
                    AcousticExporter.graphs(PackageExport.weights(trainer)),
                    limits);
        } catch (GraphRefusedException | IllegalStateException | IllegalArgumentException e) {
            throw new IOException("the model makes no graphs that can be run: " + e.getMessage(), e);
        }
    }

    private void draw(AcousticTrainer trainer, SpokenSentence sentence, Path directory) throws IOException {
        List<String> symbols = new ArrayList<>();
        for (int id : sentence.symbols()) {
            symbols.add(SymbolTable.label(trainer.table().symbol(id)));
        }
        Spectrogram mel =
                new Spectrogram(sentence.mel(), format.mels(), (double) format.hopSamples() / format.sampleRateHz());
        Optional<AlignmentWeights> alignment =
                sentence.attention().map(path -> AlignmentWeights.ofAttended(path.attended(), symbols));
        String title = "step " + trainer.step() + ": " + sentence.utterance().text();
        Png.write(
                MelPlot.draw(title, mel, alignment),
                directory.resolve(sentence.utterance().id() + ".png"));
    }
}
