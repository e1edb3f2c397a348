package sori.training;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The one part of the decoder that must go step by step: attention LSTM and location-sensitive attention (Chorowski et al.
 * 2015, equations 8 and 9).
 *
 * <p>Gradients of what is the same at every step would be added up step after step, which costs more than the products
 * themselves. So the big factors enter the loop detached, and leaves that are added to each step's result (the LSTM's gates,
 * the context) receive the gradients of all steps; {@link #finish()} makes one product of them. Location features carry no
 * gradient to earlier steps. Lives as long as the caller's pointer scope.
 */
final class AttentionLoop {
    private final FlatParameters parameters;
    private final Batch batch;
    private final Tensor memory;
    private final Tensor gateLeaf;
    private final Tensor contextLeaf;
    private final Tensor memoryLeaf;
    private final TensorVector states = new TensorVector();
    private final TensorVector contexts = new TensorVector();
    private final TensorVector weights = new TensorVector();
    private final TensorVector recurrentInputs = new TensorVector();
    private Tensor allContexts = new Tensor();
    private Tensor allWeights = new Tensor();

    /**
     * @param memory {@code [B, T, M]}
     * @param prenetGates {@code [steps, B, 4 A]}
     */
    AttentionLoop(FlatParameters parameters, Tensor memory, Tensor prenetGates, Batch batch) {
        this.parameters = parameters;
        this.batch = batch;
        this.memory = memory.detach();
        this.memoryLeaf = leaf(memory.detach());
        this.gateLeaf = leaf(prenetGates.detach());
        this.contextLeaf = leaf(torch.zeros(prenetGates.size(0), memory.size(0), memory.size(2)));
    }

    private static Tensor leaf(Tensor tensor) {
        tensor.set_requires_grad(true);
        return tensor;
    }

    /** @return {@code [steps, B, A + M]}: attention state and context, the decoder LSTM's input */
    Tensor run() {
        Tensor recurrent = recurrentWeight();
        Tensor query = parameters.get("attention.query.weight").t();
        Tensor location = locationWeight();
        Tensor v = parameters.get("attention.v.weight").view(-1);
        Tensor processed = torch.matmul(
                memoryLeaf, parameters.get("attention.memory.weight").t());
        long size = memory.size(0);
        long length = memory.size(1);
        long units = recurrent.size(1) / 4;
        Tensor hidden = torch.zeros(size, units);
        Tensor cell = torch.zeros(size, units);
        Tensor context = torch.zeros(size, memory.size(2));
        Tensor previous = torch.zeros(size, length);
        Tensor cumulative = torch.zeros(size, length);
        TensorVector gates = torch.unbind(gateLeaf, 0);
        TensorVector contextTerms = torch.unbind(contextLeaf, 0);
        for (long step = 0; step < gates.size(); step++) {
            Tensor input = torch.cat(new TensorVector(hidden, context), 1);
            recurrentInputs.push_back(input.detach());
            TensorVector parts = torch.addmm(gates.get(step), input, recurrent).chunk(4, 1);
            cell = torch.sigmoid(parts.get(1))
                    .mul(cell)
                    .add(torch.sigmoid(parts.get(0)).mul(torch.tanh(parts.get(2))));
            hidden = torch.sigmoid(parts.get(3)).mul(torch.tanh(cell));
            Tensor energies = torch.matmul(hidden, query)
                    .unsqueeze(1)
                    .add(processed)
                    .add(locationFeatures(previous, cumulative, location))
                    .tanh()
                    .matmul(v)
                    .add(batch.maskBias());
            Tensor attention = torch.softmax(energies, 1);
            context = torch.bmm(attention.unsqueeze(1), memory).squeeze(1).add(contextTerms.get(step));
            previous = attention.detach();
            cumulative = cumulative.add(previous);
            states.push_back(torch.cat(new TensorVector(hidden, context), 1));
            contexts.push_back(context);
            weights.push_back(attention);
        }
        allContexts = torch.stack(contexts, 0);
        allWeights = torch.stack(weights, 1);
        return torch.stack(states, 0);
    }

    /** {@code [A + M, 4 A]}: hidden state first, then context; detached. */
    private Tensor recurrentWeight() {
        Tensor input = parameters.get("attentionRnn.weight_ih");
        long prenet = input.size(1) - memory.size(2);
        Tensor context = input.detach().narrow(1, prenet, memory.size(2));
        return torch.cat(
                        new TensorVector(
                                parameters.get("attentionRnn.weight_hh").detach(), context),
                        1)
                .t()
                .contiguous();
    }

    /** {@code [2 * kernel, attention]}: filters and their projection are both linear, so they are one matrix in training. */
    private Tensor locationWeight() {
        Tensor filters = parameters.get("attention.location.conv.weight");
        Tensor dense = parameters.get("attention.location.dense.weight");
        return torch.matmul(dense, filters.reshape(filters.size(0), -1)).t();
    }

    /** @return {@code [B, T, attention]} */
    private Tensor locationFeatures(Tensor previous, Tensor cumulative, Tensor location) {
        long kernel = location.size(0) / 2;
        long side = (kernel - 1) / 2;
        Tensor channels = torch.constant_pad_nd(torch.stack(new TensorVector(previous, cumulative), 1), side, side);
        Tensor windows = channels.unfold(2, kernel, 1).permute(0, 2, 1, 3).reshape(-1, 2 * kernel);
        return torch.mm(windows, location).view(previous.size(0), previous.size(1), -1);
    }

    /** {@code [steps, B, M]} */
    Tensor contexts() {
        return allContexts;
    }

    /** {@code [B, steps, T]} */
    Tensor weights() {
        return allWeights;
    }

    /** After {@code backward()} of the loss: adds the recurrent weights' gradients. */
    void finish() {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor gates = gateGradient();
            Tensor flat = gates.reshape(-1, gates.size(2));
            Tensor inputs = torch.stack(recurrentInputs, 0).reshape(flat.size(0), -1);
            Tensor gradient = torch.mm(flat.t(), inputs);
            Tensor recurrent = parameters.get("attentionRnn.weight_hh");
            long units = recurrent.size(1);
            recurrent.mutable_grad().add_(gradient.narrow(1, 0, units));
            Tensor input = parameters.get("attentionRnn.weight_ih").mutable_grad();
            long width = memory.size(2);
            input.narrow(1, input.size(1) - width, width).add_(gradient.narrow(1, units, width), new Scalar(1f));
        }
    }

    /** {@code [steps, B, 4 A]} */
    Tensor gateGradient() {
        return gateLeaf.grad();
    }

    /** {@code [B, T, M]} */
    Tensor memoryGradient() {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor attended = torch.bmm(
                    allWeights.detach().transpose(1, 2), contextLeaf.grad().transpose(0, 1));
            return memoryLeaf.grad().add(attended);
        }
    }
}
