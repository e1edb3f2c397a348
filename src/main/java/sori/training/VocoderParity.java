package sori.training;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import sori.mel.MelFormat;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.vocoder.NeuralVocoder;

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
        int offset = format.fftSize() - format.hopSamples() - (format.fftSize() - format.hopSamples()) / 2;
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
            Tensor input = torch.empty(1, extended.length / mels, mels);
            FlatParameters.fill(input, extended);
            return FlatParameters.copy(module.samples(module.spectrum(input)));
        }
    }
}
