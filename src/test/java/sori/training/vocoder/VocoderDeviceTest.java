package sori.training.vocoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.graph.VocoderWeights;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.training.DeviceTensors;
import sori.training.HostTensors;
import sori.vocoder.VocoderShape;

/** That the training of a vocoder can lie on another device; see {@link DeviceTensors}. */
class VocoderDeviceTest {
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final VocoderShape VOCODER = VocoderShape.tiny(FORMAT);

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @AfterEach
    void singlePrecision() {
        DeviceTensors.singlePrecisionByDefault();
    }

    @Test
    void whatTheVocoderMakesTakesAfterItsParameters() {
        VocoderModule module = new VocoderModule(VOCODER, FORMAT, statistics(), 3, HostTensors.device());
        VocoderLoss loss = new VocoderLoss(FORMAT, HostTensors.device());
        try (PointerScope scope = new PointerScope()) {
            SegmentSource.Segments segments = segments();
            DeviceTensors.doublePrecisionByDefault();
            VocoderModule.Filters filters = module.filters(segments.mel());
            Tensor samples = module.samples(filters, segments.excitation());
            VocoderLoss.Losses losses = loss.of(
                    samples, segments.samples(), filters.pitch(), segments.pitch(), VocoderLoss.Weights.CONTESTED);
            losses.total().backward();
            List<Tensor> made = DeviceTensors.tensors(filters);
            made.addAll(DeviceTensors.tensors(losses));
            made.add(samples);
            assertThat(made).allMatch(tensor -> tensor.scalar_type().intern() == torch.ScalarType.Float);
        }
    }

    @Test
    void allOfABatchGoesToTheDevice() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(DeviceTensors.tensors(segments().on(DeviceTensors.META)))
                    .hasSize(7)
                    .allMatch(tensor -> tensor.device().is_meta());
        }
    }

    @Test
    void allThatLastsOverStepsLiesOnTheDevice() {
        VocoderModule vocoder = new VocoderModule(VOCODER, FORMAT, statistics(), 3, DeviceTensors.META);
        List<Tensor> lasting = DeviceTensors.of(vocoder.parameters());
        lasting.addAll(DeviceTensors.fields(vocoder));
        lasting.addAll(DeviceTensors.fields(new VocoderLoss(FORMAT, DeviceTensors.META)));
        assertThat(lasting)
                .hasSizeGreaterThan(30)
                .allMatch(tensor -> tensor.device().is_meta());
    }

    private static MelStatistics statistics() {
        return VocoderWeights.random(VOCODER, FORMAT, 1).statistics();
    }

    /** Two pieces of silence. */
    private static SegmentSource.Segments segments() {
        int frames = 16;
        int rows = frames + VOCODER.lookAhead();
        int hop = VOCODER.hopSamples(FORMAT);
        int length = (frames * VOCODER.parts() - VOCODER.fftSize() / hop + 1) * hop;
        return new SegmentSource.Segments(
                zeros(2, rows, FORMAT.mels()),
                zeros(2, rows, 2),
                new ExcitationTensors(VOCODER, FORMAT, 2, frames).tensors(),
                zeros(2, length));
    }

    private static Tensor zeros(long... sides) {
        long size = 1;
        for (long side : sides) {
            size *= side;
        }
        return HostTensors.zeros(size).view(sides);
    }
}
