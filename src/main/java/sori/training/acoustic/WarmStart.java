package sori.training.acoustic;

import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.AcousticShape;
import sori.graph.AcousticWeights;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.text.Language;
import sori.text.SymbolTable;
import sori.training.Compute;
import sori.training.FlatParameters;
import sori.training.StartingVoice;
import sori.voice.VoicePackage;

/**
 * Training that begins with the weights of an exported voice, by a fresh optimizer. An exported convolution holds its batch norm
 * folded in: the norm starts as the identity, then as one that undoes the statistics it measures, so that training, which
 * normalizes by each batch's own, begins with the same function.
 */
final class WarmStart {
    private static final int SETTLING_BATCHES = 4;

    private final VoicePackage voice;

    WarmStart(VoicePackage voice) {
        this.voice = voice;
    }

    /**
     * @param speaker mel statistics of the recordings where another speaks in them than the voice; the voice's own if empty
     * @throws IOException if the voice can't be read, or is of another shape, symbol table or format than is to be trained
     */
    AcousticTrainer trainer(
            AcousticShape shape,
            SymbolTable table,
            MelFormat format,
            Optional<MelStatistics> speaker,
            Experiment experiment,
            Compute compute)
            throws IOException {
        String name = voice.manifest().id() + " in " + voice.directory();
        AcousticShape its = voice.manifest().shape();
        Language language = Language.of(table);
        if (!Language.of(voice.manifest().language()).equals(Optional.of(language))) {
            throw new IOException(name + " speaks " + spoken() + ", and what is trained here is " + language.title()
                    + ": sounds and symbols are others. Give --from a voice of that language or leave it out, or say what language"
                    + " the corpus has (--language)");
        }
        if (!voice.manifest().symbols().equals(table.symbols())) {
            throw new IOException(name + " has another symbol table than what is trained here ("
                    + voice.manifest().symbols().size() + " symbols, not " + table.size()
                    + "): its embedding can't be gone on with");
        }
        if (!voice.manifest().mel().equals(format)) {
            throw new IOException(name + " speaks another mel format than the features have: "
                    + voice.manifest().mel() + ", not " + format);
        }
        if (!its.equals(shape)) {
            throw new IOException(name + " is of another model than what is to be trained: " + its + ", not " + shape
                    + "; give its --cell, --attention and --size, and framesPerStep in the experiment's file");
        }
        AcousticWeights weights = GraphWeights.read(voice);
        AcousticModule module = new AcousticModule(shape, experiment.seed(), compute);
        adopt(module, weights);
        return new AcousticTrainer(
                module,
                table,
                speaker.orElseGet(() -> new MelStatistics(weights.values("mel.mean"), weights.values("mel.std"))),
                experiment.seed(),
                experiment.learning(),
                experiment.guide(),
                StartingVoice.of(voice));
    }

    private String spoken() {
        String language = voice.manifest().language();
        return Language.of(language).map(Language::title).orElse(language);
    }

    /** Batch norms become identities that add the folded biases. */
    private static void adopt(AcousticModule module, AcousticWeights weights) {
        FlatParameters parameters = module.parameters();
        try (NoGradGuard guard = new NoGradGuard()) {
            for (String name : parameters.names()) {
                Tensor tensor = parameters.get(name);
                if (name.endsWith(".norm.weight")) {
                    tensor.fill_(new Scalar(Math.sqrt(1 + AcousticModule.NORM_EPSILON)));
                } else {
                    FlatParameters.fill(tensor, weights.values(name.replace(".norm.bias", ".bias")));
                }
            }
        }
    }

    /**
     * Gives the identities among the batch norms the statistics of data.
     *
     * @param trainer that has taken no step yet
     */
    static void settle(AcousticTrainer trainer, BatchSource source) throws IOException {
        AcousticModule module = trainer.module();
        FlatParameters measured =
                new FlatParameters(AcousticTensors.statistics(module.shape()), false).on(module.device());
        try (NoGradGuard guard = new NoGradGuard()) {
            for (int batch = 0; batch < SETTLING_BATCHES; batch++) {
                double share = 1.0 / (batch + 1);
                try (PointerScope scope = new PointerScope()) {
                    Batch here = source.batch(source.items(batch)).on(module.device());
                    module.watch(here, (name, x) -> measure(measured, name, x, share));
                }
            }
            try (PointerScope scope = new PointerScope()) {
                undo(module, measured);
            }
        }
        trainer.adam().restartAverages();
    }

    /** Moves the mean and variance of a norm's input, {@code [B, channels, time]}, towards those of a batch. */
    private static void measure(FlatParameters measured, String norm, Tensor x, double share) {
        torch.batch_norm(
                x,
                new TensorOptional(),
                new TensorOptional(),
                new TensorOptional(measured.get(norm + ".mean")),
                new TensorOptional(measured.get(norm + ".variance")),
                true,
                share,
                AcousticModule.NORM_EPSILON,
                true);
    }

    private static void undo(AcousticModule module, FlatParameters measured) {
        for (String name : measured.names()) {
            module.statistics().get(name).copy_(measured.get(name));
            if (name.endsWith(".mean")) {
                String norm = name.substring(0, name.length() - ".mean".length());
                Tensor deviation = measured.get(norm + ".variance")
                        .add(new Scalar(AcousticModule.NORM_EPSILON))
                        .sqrt();
                module.parameters().get(norm + ".weight").copy_(deviation);
                module.parameters().get(norm + ".bias").add_(measured.get(name));
            }
        }
    }
}
