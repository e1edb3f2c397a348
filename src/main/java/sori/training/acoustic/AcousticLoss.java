package sori.training.acoustic;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Mel error before and after the postnet (L1 and half L2), the stop gate's cross entropy, and the attention's guide.
 *
 * Tensors of one element each, where the pass was computed; they live as long as the caller's pointer scope.
 *
 * @param total what is differentiated
 * @param mel L1 after the postnet, in standard deviations
 * @param gate binary cross entropy per step
 * @param guide attention outside the guided region, 0..1; 0 without attention
 */
record AcousticLoss(Tensor total, Tensor mel, Tensor gate, Tensor guide) {
    private static final double GATE_WEIGHT = 0.5;
    private static final float STOP_WEIGHT = 5;
    private static final long SUM = 2;

    /** @param guideWeight of the attention's guide beside the mel error */
    static AcousticLoss of(AcousticModule.Pass pass, Batch batch, double guideWeight) {
        double steps = batch.decoderSteps();
        double frames = steps
                * batch.frames().size(1)
                / batch.stepMask().size(1)
                * batch.frames().size(2);
        Tensor target = batch.frames().mul(batch.frameMask());
        Tensor fine = pass.fine().mul(batch.frameMask());
        Tensor coarse = pass.coarse().mul(batch.frameMask());
        Tensor l1 = torch.l1_loss(fine, target, SUM).div(new Scalar(frames));
        Tensor mel = l1.add(torch.l1_loss(coarse, target, SUM).div(new Scalar(frames)))
                .add(torch.mse_loss(fine, target, SUM).div(new Scalar(2 * frames)))
                .add(torch.mse_loss(coarse, target, SUM).div(new Scalar(2 * frames)));
        Tensor gate = torch.binary_cross_entropy_with_logits(
                        pass.gate(),
                        batch.gate(),
                        new TensorOptional(batch.stepMask()),
                        new TensorOptional(pass.gate().new_full(new long[] {1}, new Scalar(STOP_WEIGHT))),
                        SUM)
                .div(new Scalar(steps));
        Tensor total = mel.add(gate, new Scalar(GATE_WEIGHT));
        if (pass.alignment().isEmpty()) {
            return new AcousticLoss(total, l1, gate, total.new_zeros(1));
        }
        Tensor guide = pass.alignment().get().mul(batch.guide()).sum().div(new Scalar(steps));
        total = total.add(guide, new Scalar(guideWeight));
        return new AcousticLoss(total, l1, gate, guide);
    }
}
