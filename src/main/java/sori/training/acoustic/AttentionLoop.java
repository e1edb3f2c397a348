package sori.training.acoustic;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.Cell;
import sori.training.FlatParameters;
import sori.training.Products;

/**
 * The one part of the decoder that must go step by step: attention RNN and location-sensitive attention (Chorowski et al.
 * 2015, equations 8 and 9).
 *
 * <p>Gradients of what is the same at every step would be added up step after step, which costs more than the products
 * themselves. So the big factors enter the loop detached, and leaves that are added to each step's result (the RNN's gates,
 * the context) receive the gradients of all steps; {@link #finish()} makes one product of them. Location features carry no
 * gradient to earlier steps. Lives as long as the caller's pointer scope.
 */
final class AttentionLoop {
    private final FlatParameters parameters;
    private final Batch batch;
    private final Tensor memory;
    private final Tensor prenetGates;
    private final AttentionRnn rnn;
    private final Tensor fixedMemory;
    private final Tensor contextLeaf;
    private final Tensor memoryLeaf;
    private final TensorVector contexts = new TensorVector();
    private final TensorVector weights = new TensorVector();
    private Tensor allContexts = new Tensor();
    private Tensor allWeights = new Tensor();

    /**
     * @param memory {@code [B, T, M]}
     * @param prenetGates {@code [steps, B, gates * A]}: {@link AttentionRnn#inputGates}
     * @param products for the gradients of the attention RNN's weights
     */
    AttentionLoop(
            FlatParameters parameters, Cell cell, Tensor memory, Tensor prenetGates, Batch batch, Products products) {
        this.parameters = parameters;
        this.batch = batch;
        this.memory = memory;
        this.prenetGates = prenetGates;
        this.rnn = new AttentionRnn(parameters, cell, prenetGates, memory.size(2), products);
        this.fixedMemory = memory.detach();
        this.memoryLeaf = leaf(memory.detach());
        this.contextLeaf = leaf(memory.new_zeros(prenetGates.size(0), memory.size(0), memory.size(2)));
    }

    private static Tensor leaf(Tensor tensor) {
        tensor.set_requires_grad(true);
        return tensor;
    }

    /** @return {@code [steps, B, A + M]}: attention state and context, the decoder RNN's input */
    Tensor run() {
        Tensor query = parameters.get("attention.query.weight").t();
        Tensor location = locationWeight();
        Tensor v = parameters.get("attention.v.weight").view(-1);
        Tensor processed = torch.matmul(
                memoryLeaf, parameters.get("attention.memory.weight").t());
        Tensor context = memory.new_zeros(memory.size(0), memory.size(2));
        Tensor previous = memory.new_zeros(memory.size(0), memory.size(1));
        Tensor cumulative = previous;
        TensorVector contextTerms = torch.unbind(contextLeaf, 0);
        for (long step = 0; step < rnn.steps(); step++) {
            Tensor hidden = rnn.next(context);
            Tensor energies = torch.matmul(hidden, query)
                    .unsqueeze(1)
                    .add(processed)
                    .add(locationFeatures(previous, cumulative, location))
                    .tanh()
                    .matmul(v)
                    .add(batch.maskBias());
            Tensor attention = torch.softmax(energies, 1);
            context = torch.bmm(attention.unsqueeze(1), fixedMemory).squeeze(1).add(contextTerms.get(step));
            previous = attention.detach();
            cumulative = cumulative.add(previous);
            contexts.push_back(context);
            weights.push_back(attention);
        }
        allContexts = torch.stack(contexts, 0);
        allWeights = torch.stack(weights, 1);
        return torch.cat(new TensorVector(rnn.states(), allContexts), 2);
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

    /** After {@code backward()} of the loss: adds the gradients of what entered detached, and of all before it. */
    void finish() {
        rnn.finish(allContexts);
        backward(memory, memoryGradient());
        backward(prenetGates, rnn.inputGradient());
    }

    /** {@code [B, T, M]} */
    private Tensor memoryGradient() {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor attended = torch.bmm(
                    allWeights.detach().transpose(1, 2), contextLeaf.grad().transpose(0, 1));
            return memoryLeaf.grad().add(attended);
        }
    }

    private static void backward(Tensor output, Tensor gradient) {
        output.backward(
                gradient,
                new org.bytedeco.pytorch.BoolOptional(),
                false,
                new org.bytedeco.pytorch.TensorArrayRefOptional());
    }
}
