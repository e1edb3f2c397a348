package sori.training.acoustic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import sori.acoustic.AcousticShape;
import sori.training.Compute;
import sori.training.FlatParameters;
import sori.training.HostTensors;
import sori.training.Products;

/** bfloat16 has 8 bits of mantissa: a rounded value is off by 1/512 at most, a sum of rounded products by less. */
class ProductsTest {
    private static final double ROUNDING = 1.0 / 256;

    @TempDir
    Path directory;

    private SmallCorpus small;

    @BeforeEach
    void speak() throws IOException {
        small = new SmallCorpus(directory, 24);
    }

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    /** What is multiplied, and the shapes of its factors. */
    private enum Kind {
        MATMUL((products, x) -> products.matmul(x.get(0), x.get(1)), new long[] {7, 4, 24}, new long[] {24, 40}),
        CONV1D((products, x) -> products.conv1d(x.get(0), x.get(1), 2), new long[] {3, 16, 20}, new long[] {32, 16, 5});

        private final BiFunction<Products, List<Tensor>, Tensor> operation;
        private final long[][] shapes;

        Kind(BiFunction<Products, List<Tensor>, Tensor> operation, long[]... shapes) {
            this.operation = operation;
            this.shapes = shapes;
        }

        /** The result, then the gradient of each factor under the mean of its squares. */
        List<float[]> run(Products products) {
            torch.manual_seed(4);
            List<Tensor> factors = Arrays.stream(shapes)
                    .map(shape -> torch.randn(shape).mul_(new Scalar(0.3)))
                    .toList();
            factors.forEach(factor -> factor.set_requires_grad(true));
            Tensor result = operation.apply(products, factors);
            assertThat(result.scalar_type().intern()).isEqualTo(torch.ScalarType.Float);
            result.square().mean().backward();
            return Stream.concat(Stream.of(result), factors.stream().map(Tensor::grad))
                    .map(FlatParameters::copy)
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void roundedProductsAndTheirGradientsAreNearTheOthers(Kind kind) {
        try (PointerScope scope = new PointerScope()) {
            List<float[]> full = kind.run(Products.FP32);
            List<float[]> rounded = kind.run(Products.BF16);
            for (int i = 0; i < full.size(); i++) {
                assertThat(distance(full.get(i), rounded.get(i)))
                        .as("%s, tensor %d", kind, i)
                        .isPositive()
                        .isLessThan(2 * ROUNDING);
            }
        }
    }

    @Test
    void inFp32ProductsAreTheLibrarysOwn() {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = torch.randn(7, 24);
            Tensor b = torch.randn(24, 40);
            assertThat(FlatParameters.copy(Products.FP32.matmul(a, b)))
                    .isEqualTo(FlatParameters.copy(torch.matmul(a, b)));
        }
    }

    @ParameterizedTest
    @MethodSource("sori.training.acoustic.AcousticTrainerTest#members")
    void aRoundedStepHasTheGradientsOfTheOther(AcousticShape shape) throws Exception {
        double distance = distance(gradients(shape, Products.FP32), gradients(shape, Products.BF16));
        assertThat(distance).isPositive().isLessThan(8 * ROUNDING);
    }

    private float[] gradients(AcousticShape shape, Products products) throws Exception {
        AcousticModule module = module(shape, products);
        try (PointerScope scope = new PointerScope()) {
            Batch batch = batch();
            torch.manual_seed(9);
            AcousticModule.Pass pass = module.forward(batch, true);
            AcousticModule.backward(AcousticLoss.of(pass, batch, 5).total(), pass);
            return FlatParameters.copy(module.parameters().gradients());
        }
    }

    @ParameterizedTest
    @MethodSource("sori.training.acoustic.AcousticTrainerTest#members")
    void nothingIsRoundedThatIsOnlyValidated(AcousticShape shape) throws Exception {
        assertThat(validated(shape, Products.BF16)).isEqualTo(validated(shape, Products.FP32));
    }

    private float[] validated(AcousticShape shape, Products products) throws Exception {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return FlatParameters.copy(
                    module(shape, products).forward(batch(), false).fine());
        }
    }

    private static AcousticModule module(AcousticShape shape, Products products) {
        return new AcousticModule(shape, 3, new Compute(HostTensors.device(), products));
    }

    private Batch batch() throws Exception {
        BatchSource source = small.source(small.trainer(), 8);
        return source.batch(source.items(0));
    }

    /** Of the second from the first, as a share of the first. */
    private static double distance(float[] first, float[] second) {
        double squares = 0;
        double differences = 0;
        for (int i = 0; i < first.length; i++) {
            squares += (double) first[i] * first[i];
            differences += Math.pow((double) first[i] - second[i], 2);
        }
        return Math.sqrt(differences / squares);
    }
}
