package sori.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TypeMeta;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import sori.acoustic.AcousticShape;
import sori.mel.MelFormat;
import sori.vocoder.VocoderShape;

/**
 * That a training can lie on another device, as far as that shows without a GPU: what a step begins with goes to the device
 * (libtorch's meta device, which has shapes and no data), and what the step makes on its way takes after what it computes with.
 * The latter is told by the type, since the meta device can't compute all of it: a tensor made of nothing has the default type,
 * which is made another one here. {@code ArchitectureTest} has the rule for the code.
 */
class DeviceTest {
    private static final Device META = new Device(torch.DeviceType.Meta);
    private static final MelFormat FORMAT = MelFormat.DEFAULT;
    private static final VocoderShape VOCODER = VocoderShape.tiny(FORMAT);

    @TempDir
    Path directory;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @AfterEach
    void singlePrecision() {
        torch.set_default_dtype(new TypeMeta(torch.scalarTypeToTypeMeta(torch.ScalarType.Float)));
    }

    private static void doublePrecisionByDefault() {
        torch.set_default_dtype(new TypeMeta(torch.scalarTypeToTypeMeta(torch.ScalarType.Double)));
    }

    @ParameterizedTest
    @MethodSource("sori.training.AcousticTrainerTest#members")
    void whatAPassMakesTakesAfterItsParameters(AcousticShape shape) throws Exception {
        AcousticModule module = new AcousticModule(shape, 3);
        try (PointerScope scope = new PointerScope()) {
            Batch batch = batch();
            doublePrecisionByDefault();
            AcousticModule.Pass pass = module.forward(batch, true);
            AcousticLoss loss = AcousticLoss.of(pass, batch, 5);
            AcousticModule.backward(loss.total(), pass);
            new Adam(module.parameters(), module.statistics(), Learning.DEFAULT).step(1, 1e-3);
            List<Tensor> made = tensors(pass);
            made.addAll(tensors(loss));
            pass.alignment().ifPresent(made::add);
            assertThat(made).allMatch(tensor -> tensor.scalar_type().intern() == torch.ScalarType.Float);
        }
    }

    @Test
    void whatTheVocoderMakesTakesAfterItsParameters() {
        VocoderModule module = new VocoderModule(VOCODER, FORMAT, statistics(), 3, HostTensors.device());
        VocoderLoss loss = new VocoderLoss(FORMAT, HostTensors.device());
        try (PointerScope scope = new PointerScope()) {
            SegmentSource.Segments segments = segments();
            doublePrecisionByDefault();
            VocoderModule.Filters filters = module.filters(segments.mel());
            Tensor samples = module.samples(filters, segments.excitation());
            VocoderLoss.Losses losses = loss.of(
                    samples, segments.samples(), filters.pitch(), segments.pitch(), VocoderLoss.Weights.CONTESTED);
            losses.total().backward();
            List<Tensor> made = tensors(filters);
            made.addAll(tensors(losses));
            made.add(samples);
            assertThat(made).allMatch(tensor -> tensor.scalar_type().intern() == torch.ScalarType.Float);
        }
    }

    /** The two tests above could not fail else. */
    @Test
    void aTensorMadeOfNothingWouldBeNoticed() {
        Tensor own = HostTensors.of(new float[] {1, 2}, 2);
        doublePrecisionByDefault();
        assertThat(own.add(own.new_zeros(2)).scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
        assertThat(own.add(HostTensors.zeros(2)).scalar_type().intern()).isEqualTo(torch.ScalarType.Double);
    }

    @Test
    void allOfABatchGoesToTheDevice() throws Exception {
        try (PointerScope scope = new PointerScope()) {
            assertThat(tensors(batch().on(META)))
                    .hasSize(10)
                    .allMatch(tensor -> tensor.device().is_meta());
            assertThat(tensors(segments().on(META)))
                    .hasSize(7)
                    .allMatch(tensor -> tensor.device().is_meta());
        }
    }

    @Test
    void whatIsOnTheDeviceAlreadyIsNotCopied() throws Exception {
        try (PointerScope scope = new PointerScope()) {
            Batch batch = batch();
            assertThat(batch.on(HostTensors.device()).frames().data_ptr())
                    .isEqualTo(batch.frames().data_ptr());
            FlatParameters parameters = new AcousticModule(SmallCorpus.SHAPE, 3).parameters();
            assertThat(parameters.on(HostTensors.device())).isSameAs(parameters);
        }
    }

    @Test
    void allThatLastsOverStepsLiesOnTheDevice() {
        AcousticModule acoustic = new AcousticModule(SmallCorpus.SHAPE, 3, new Compute(META, Products.FP32));
        VocoderModule vocoder = new VocoderModule(VOCODER, FORMAT, statistics(), 3, META);
        List<Tensor> lasting = new ArrayList<>();
        for (FlatParameters parameters : List.of(acoustic.parameters(), vocoder.parameters())) {
            lasting.addAll(List.of(parameters.values(), parameters.gradients()));
            for (String name : parameters.names()) {
                lasting.add(parameters.get(name));
                lasting.add(parameters.get(name).grad());
            }
        }
        lasting.add(acoustic.statistics().values());
        lasting.addAll(List.of(new Adam(acoustic.parameters(), acoustic.statistics(), Learning.DEFAULT).state()));
        lasting.addAll(fields(vocoder));
        lasting.addAll(fields(new VocoderLoss(FORMAT, META)));
        assertThat(lasting)
                .hasSizeGreaterThan(100)
                .allMatch(tensor -> tensor.device().is_meta());
    }

    @Test
    void cudaWithoutAGpuIsRefusedWithWhatItTakes() {
        assertThat(TrainingDevice.AUTO.find(false)).isEqualTo(torch.DeviceType.CPU);
        assertThat(TrainingDevice.AUTO.find(true)).isEqualTo(torch.DeviceType.CUDA);
        assertThat(TrainingDevice.CPU.find(true)).isEqualTo(torch.DeviceType.CPU);
        assertThat(TrainingDevice.CUDA.find(true)).isEqualTo(torch.DeviceType.CUDA);
        assertThatThrownBy(() -> TrainingDevice.CUDA.find(false))
                .hasMessageContaining("finds no GPU that it can use")
                .hasMessageContaining("profile 'cuda-training'")
                .hasMessageContaining("use device auto or cpu");
    }

    @Test
    void theCommandsRefuseItBeforeTheyTrain() throws Exception {
        assumeThat(torch.cuda_is_available()).isFalse();
        SmallCorpus small = new SmallCorpus(directory, 24);
        small.store.close();
        Path run = directory.resolve("run");
        for (Object command : List.of(new TrainCommand(), new TrainVocoderCommand())) {
            List<String> told = new ArrayList<>();
            int code = new CommandLine(command)
                    .setParameterExceptionHandler((e, arguments) -> {
                        told.add(e.getMessage());
                        return 7;
                    })
                    .execute(
                            "--device=cuda",
                            "--corpus=" + directory,
                            "--features=" + directory.resolve("features"),
                            "--run=" + run);
            assertThat(code).isEqualTo(7);
            assertThat(told).singleElement().asString().contains("device cuda was asked for");
        }
        assertThat(run).doesNotExist();
    }

    private Batch batch() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        BatchSource source = small.source(small.trainer(), 8);
        return source.batch(source.items(0));
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

    /** A record's tensors, and those of its records. */
    private static List<Tensor> tensors(Record holder) {
        List<Tensor> found = new ArrayList<>();
        try {
            for (RecordComponent component : holder.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                add(component.getAccessor().invoke(holder), found);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static List<Tensor> fields(Object holder) {
        List<Tensor> found = new ArrayList<>();
        try {
            for (Field field : holder.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                add(field.get(holder), found);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static void add(Object value, List<Tensor> found) {
        if (value instanceof Tensor tensor) {
            found.add(tensor);
        } else if (value instanceof Record inner) {
            found.addAll(tensors(inner));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> add(each, found));
        }
    }
}
