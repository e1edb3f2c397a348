package sori.training.acoustic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sori.acoustic.AcousticShape;
import sori.training.Adam;
import sori.training.Compute;
import sori.training.DeviceTensors;
import sori.training.FlatParameters;
import sori.training.HostTensors;
import sori.training.Learning;
import sori.training.Products;

/** That the training of an acoustic model can lie on another device; see {@link DeviceTensors}. */
class DeviceTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @AfterEach
    void singlePrecision() {
        DeviceTensors.singlePrecisionByDefault();
    }

    @ParameterizedTest
    @MethodSource("sori.training.acoustic.AcousticTrainerTest#members")
    void whatAPassMakesTakesAfterItsParameters(AcousticShape shape) throws Exception {
        AcousticModule module = new AcousticModule(shape, 3);
        try (PointerScope scope = new PointerScope()) {
            Batch batch = batch();
            DeviceTensors.doublePrecisionByDefault();
            AcousticModule.Pass pass = module.forward(batch, true);
            AcousticLoss loss = AcousticLoss.of(pass, batch, 5);
            AcousticModule.backward(loss.total(), pass);
            new Adam(module.parameters(), module.statistics(), Learning.DEFAULT).step(1, 1e-3);
            List<Tensor> made = DeviceTensors.tensors(pass);
            made.addAll(DeviceTensors.tensors(loss));
            pass.alignment().ifPresent(made::add);
            assertThat(made).allMatch(tensor -> tensor.scalar_type().intern() == torch.ScalarType.Float);
        }
    }

    @Test
    void allOfABatchGoesToTheDevice() throws Exception {
        try (PointerScope scope = new PointerScope()) {
            assertThat(DeviceTensors.tensors(batch().on(DeviceTensors.META)))
                    .hasSize(10)
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
        AcousticModule acoustic =
                new AcousticModule(SmallCorpus.SHAPE, 3, new Compute(DeviceTensors.META, Products.FP32));
        List<Tensor> lasting = new ArrayList<>();
        lasting.addAll(DeviceTensors.of(acoustic.parameters()));
        lasting.add(acoustic.statistics().values());
        lasting.addAll(List.of(new Adam(acoustic.parameters(), acoustic.statistics(), Learning.DEFAULT).state()));
        assertThat(lasting)
                .hasSizeGreaterThan(50)
                .allMatch(tensor -> tensor.device().is_meta());
    }

    private Batch batch() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        BatchSource source = small.source(small.trainer(), 8);
        return source.batch(source.items(0));
    }
}
