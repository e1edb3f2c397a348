package sori.training.acoustic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.training.FlatParameters;
import sori.training.Products;

/** The hand-made gradients of the attention loop against differences of the loss itself. */
class AttentionLoopTest {
    private static final double STEP = 2e-2;
    private static final List<String> PARAMETERS = List.of(
            "attentionRnn.weight_hh",
            "attentionRnn.weight_ih",
            "attentionRnn.bias_ih",
            "attentionRnn.bias_hh",
            "attention.memory.weight",
            "attention.query.weight",
            "encoder.rnn.backward.weight_hh",
            "encoder.conv.0.weight",
            "embedding.weight",
            "decoderRnn.weight_ih",
            "prenet.1.weight");

    @TempDir
    Path directory;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreTheSlopesOfTheLoss(Cell cell) throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer(SmallCorpus.SHAPE.with(cell, Alignment.ATTENTION));
        AcousticModule module = trainer.module();
        try (PointerScope scope = new PointerScope()) {
            // Location features carry no gradient to earlier steps by design, so they are silenced here.
            silence(module, "attention.location.dense.weight");
            BatchSource source = small.source(trainer, 8);
            Batch batch = source.batch(source.items(0));
            AcousticModule.Pass pass = module.forward(batch, false);
            AcousticModule.backward(AcousticLoss.of(pass, batch, 5).total(), pass);
            for (String name : PARAMETERS) {
                Slope slope = Slope.along(module, batch, module.parameters().get(name));
                assertThat(slope.expected()).as(name).isNotZero();
                assertThat(slope.measured()).as(name).isCloseTo(slope.expected(), Percentage.withPercentage(6));
            }
        }
    }

    /** The loss's slope along a random direction near a parameter's gradient: by the gradient, and by differences. */
    private record Slope(double expected, double measured) {
        static Slope along(AcousticModule module, Batch batch, Tensor parameter) {
            float[] gradient = FlatParameters.copy(parameter.grad());
            float[] values = FlatParameters.copy(parameter);
            float[] direction = new float[values.length];
            Random random = new Random(11);
            double expected = 0;
            double norm = 0;
            for (int i = 0; i < direction.length; i++) {
                // Mostly along the gradient: slopes across it drown in float noise.
                direction[i] = (float) (gradient[i] * (1 + 0.5 * random.nextGaussian()));
                norm += direction[i] * direction[i];
            }
            for (int i = 0; i < direction.length; i++) {
                direction[i] /= (float) Math.sqrt(norm);
                expected += (double) gradient[i] * direction[i];
            }
            double measured = (loss(module, batch, parameter, values, direction, STEP)
                            - loss(module, batch, parameter, values, direction, -STEP))
                    / (2 * STEP);
            return new Slope(expected, measured);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepByStepTheRnnComputesWhatItDoesOverAWholeSequence(Cell cell) {
        AcousticModule module = new AcousticModule(SmallCorpus.SHAPE.with(cell, Alignment.ATTENTION), 5);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            FlatParameters parameters = module.parameters();
            parameters.get("attentionRnn.bias_hh").uniform_(-1, 1, new GeneratorOptional());
            Tensor inputs = torch.randn(7, 3, module.shape().prenet());
            Tensor contexts = torch.randn(7, 3, module.shape().memory());
            AttentionRnn rnn = new AttentionRnn(
                    parameters,
                    cell,
                    AttentionRnn.inputGates(parameters, cell, inputs, Products.FP32),
                    module.shape().memory(),
                    Products.FP32);
            for (int step = 0; step < rnn.steps(); step++) {
                rnn.next(contexts.select(0, step));
            }
            Tensor whole = Recurrence.run(
                    parameters, "attentionRnn", cell, torch.cat(new TensorVector(inputs, contexts), 2), Products.FP32);
            assertThat(FlatParameters.copy(rnn.states())).containsExactly(FlatParameters.copy(whole), within(1e-6f));
        }
    }

    private static void silence(AcousticModule module, String name) {
        try (NoGradGuard guard = new NoGradGuard()) {
            module.parameters().get(name).zero_();
        }
    }

    private static double loss(
            AcousticModule module, Batch batch, Tensor parameter, float[] values, float[] direction, double step) {
        float[] moved = new float[values.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (values[i] + step * direction[i]);
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            FlatParameters.fill(parameter, moved);
            double loss = AcousticLoss.of(module.forward(batch, false), batch, 5)
                    .total()
                    .to(torch.ScalarType.Double)
                    .item_double();
            FlatParameters.fill(parameter, values);
            return loss;
        }
    }
}
