package sori.training.vocoder;

import java.io.IOException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.graph.VocoderWeights;
import sori.mel.MelFormat;
import sori.training.HostTensors;
import sori.training.Learning;
import sori.training.StartingVoice;
import sori.vocoder.VocoderShape;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;

/** With what a vocoder's training begins. Stateless. */
final class VocoderStart {
    private static final int SETTLING_BATCHES = 20;

    private VocoderStart() {}

    /**
     * A run that begins with the vocoder of a voice package, its own mel statistics and a fresh optimizer.
     *
     * @throws IOException if the package has no vocoder of this trainer's, or another mel format
     */
    static VocoderTrainer from(VoicePackage voice, MelFormat format, Learning learning, long seed, Device device)
            throws IOException {
        String name = voice.manifest().id() + " in " + voice.directory();
        if (!(voice.manifest().vocoder() instanceof VocoderSpec.Neural vocoder)) {
            throw new IOException(name
                    + " has no vocoder that was trained here, so there are no weights to begin with: give another --from or leave it"
                    + " out");
        }
        if (!voice.manifest().mel().equals(format)) {
            throw new IOException(name + " speaks another mel format than the features have: "
                    + voice.manifest().mel() + ", not " + format);
        }
        VocoderWeights weights = VocoderWeights.read(voice.bytes(VoicePackage.VOCODER), vocoder.shape(), format);
        VocoderModule module = new VocoderModule(vocoder.shape(), format, weights.statistics(), seed, device);
        module.adopt(weights);
        return new VocoderTrainer(module, weights.statistics(), learning, seed, StartingVoice.of(voice));
    }

    /**
     * Turns the phases of the filters, all frames alike, to where recordings have them, polarity and delay included: what training
     * would take long to find. For a run that has taken no step yet.
     */
    static void settle(VocoderTrainer trainer, SegmentSource source) throws IOException {
        VocoderModule module = trainer.module();
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Tensor bias = module.parameters().get("phase.bias");
            Tensor sum = torch.view_as_complex(
                    torch.stack(new TensorVector(bias.new_zeros(bias.numel()), bias.new_zeros(bias.numel())), -1));
            for (int batch = 0; batch < SETTLING_BATCHES; batch++) {
                try (PointerScope inner = new PointerScope()) {
                    sum.add_(ahead(module, source.segments(batch).on(module.device())));
                }
            }
            bias.add_(sum.angle());
        }
        trainer.state().adam().restartAverages();
    }

    /** By what phase recordings are ahead of the filtered pulses, where the samples fill the filters' windows: {@code [bins]} complex numbers. */
    private static Tensor ahead(VocoderModule module, SegmentSource.Segments segments) {
        VocoderShape shape = module.shape();
        int hop = shape.hopSamples(module.format());
        Tensor window = HostTensors.on(module.device(), VocoderModule.hann(shape.fftSize()));
        Tensor pieces = segments.samples().unfold(1, shape.fftSize(), hop).mul(window);
        Tensor recorded = torch.fft_rfft(pieces, new LongOptional(), -1, new StringViewOptional());
        VocoderModule.Filters filters = module.filters(segments.mel());
        ExcitationTensors.Spectra excitation = segments.excitation();
        // The samples begin a hop before the end of the first window.
        long first = shape.fftSize() / hop - 1;
        Tensor made = complex(filters.real(), filters.imaginary())
                .mul(complex(excitation.pulseReal(), excitation.pulseImaginary()))
                .narrow(1, first, pieces.size(1));
        return recorded.mul(made.conj()).sum(new long[] {0, 1}, false, new ScalarTypeOptional());
    }

    private static Tensor complex(Tensor real, Tensor imaginary) {
        return torch.view_as_complex(torch.stack(new TensorVector(real, imaginary), -1));
    }
}
