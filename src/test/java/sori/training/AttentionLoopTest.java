package sori.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hand-made gradients of the attention loop against differences of the loss itself. */
class AttentionLoopTest {
    private static final double STEP = 2e-2;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "attentionRnn.weight_hh",
                "attentionRnn.weight_ih",
                "attentionRnn.bias_ih",
                "attention.memory.weight",
                "attention.query.weight",
                "encoder.rnn.backward.weight_hh",
                "encoder.conv.0.weight",
                "embedding.weight",
                "decoderRnn.weight_ih",
                "prenet.1.weight"
            })
    void gradientsAreTheSlopesOfTheLoss(String name) throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer();
        AcousticModule module = trainer.module();
        try (PointerScope scope = new PointerScope()) {
            // Location features carry no gradient to earlier steps by design, so they are silenced here.
            silence(module, "attention.location.dense.weight");
            BatchSource source = small.source(trainer, 8);
            Batch batch = source.batch(source.items(0));
            Tensor parameter = module.parameters().get(name);
            AcousticModule.Pass pass = module.forward(batch, false);
            Tensor loss = AcousticLoss.of(pass, batch).total();
            AcousticModule.backward(loss, pass);
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
            double slope = (loss(module, batch, parameter, values, direction, STEP)
                            - loss(module, batch, parameter, values, direction, -STEP))
                    / (2 * STEP);
            assertThat(expected).isNotZero();
            assertThat(slope).isCloseTo(expected, Percentage.withPercentage(6));
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
            double loss = AcousticLoss.of(module.forward(batch, false), batch)
                    .total()
                    .to(torch.ScalarType.Double)
                    .item_double();
            FlatParameters.fill(parameter, values);
            return loss;
        }
    }
}
