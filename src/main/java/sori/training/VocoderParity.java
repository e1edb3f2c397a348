package sori.training;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.vocoder.NeuralVocoder;
import sori.vocoder.VocoderShape;

/** Speaks an utterance's mel with the trained module and with the exported graph, and compares. Stateless. */
final class VocoderParity {
    /** Louder samples are bent by the vocoder, on purpose. */
    private static final float LOUD = 0.9f;

    private VocoderParity() {}

    /**
     * @param trainer its module's parameters are replaced by their average: not to be trained on
     * @param mel {@code [frames, mels]}, at least as many frames as overlap
     * @param graph the exported file
     * @return the largest absolute difference of a sample
     */
    static double measure(VocoderTrainer trainer, float[] mel, byte[] graph) throws GraphRefusedException {
        MelFormat format = trainer.module().format();
        float[] expected = module(trainer, mel);
        float[] actual;
        try (NeuralVocoder vocoder = NeuralVocoder.load(
                OnnxRuntime.start(Provider.CPU), trainer.module().shape(), format, graph)) {
            actual = vocoder.vocode(mel);
        }
        VocoderShape shape = trainer.module().shape();
        int offset = shape.fftSize() - shape.hopSamples(format) - shape.leadSamples(format);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            if (Math.abs(expected[i]) < LOUD) {
                worst = Math.max(worst, Math.abs(expected[i] - actual[offset + i]));
            }
        }
        return worst;
    }

    private static float[] module(VocoderTrainer trainer, float[] mel) {
        VocoderModule module = trainer.module();
        int mels = module.shape().mels();
        float[] extended = Arrays.copyOf(mel, mel.length + module.shape().lookAhead() * mels);
        Arrays.fill(extended, mel.length, extended.length, (float)
                Math.log(module.format().floor()));
        trainer.statistics().normalise(extended);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            trainer.state().useAverage();
            VocoderModule.Filters filters = module.filters(HostTensors.of(extended, 1, extended.length / mels, mels));
            return FlatParameters.copy(
                    module.samples(filters, excitation(module, FlatParameters.copy(filters.pitch()))));
        }
    }

    /** By the pitch that the network hears, as the vocoder has it. */
    private static ExcitationTensors.Spectra excitation(VocoderModule module, float[] pitch) {
        int rows = pitch.length / 2;
        float[] hz = new float[rows];
        float[] voiced = new float[rows];
        for (int row = 0; row < rows; row++) {
            hz[row] = (float) Math.exp(pitch[2 * row]);
            voiced[row] = pitch[2 * row + 1] > 0 ? 1 : 0;
        }
        VocoderShape shape = module.shape();
        ExcitationTensors excitation = new ExcitationTensors(shape, module.format(), 1, rows - shape.lookAhead());
        excitation.fill(0, hz, voiced, 0);
        return excitation.tensors();
    }
}
