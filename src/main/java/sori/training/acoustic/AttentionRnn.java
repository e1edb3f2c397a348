package sori.training.acoustic;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.Cell;
import sori.training.FlatParameters;
import sori.training.Products;

/**
 * The recurrent network that queries the memory, one step at a time. Its weights enter detached; leaves that are added to
 * each step's products receive the gradients of all steps, and {@link #finish} makes one product of them. The reset gate of a
 * GRU stands between the products of input and state, so their gradients differ and have a leaf each. Lives as long as the
 * caller's pointer scope.
 */
final class AttentionRnn {
    private final Cell kind;
    private final Products products;
    private final Tensor weightInput;
    private final Tensor weightHidden;
    private final Tensor biasHidden;
    private final Tensor contextWeight;
    private final Tensor hiddenWeight;
    private final Tensor inputLeaf;
    private final Tensor hiddenLeaf;
    private final TensorVector inputTerms;
    private final TensorVector hiddenTerms;
    private final TensorVector states = new TensorVector();
    private Tensor hidden;
    private Tensor cell;

    /**
     * @param prenetGates {@code [steps, B, gates * A]}: see {@link #inputGates}
     * @param contextWidth M, the last columns of its inputs
     * @param products for the weights' gradients
     */
    AttentionRnn(FlatParameters parameters, Cell kind, Tensor prenetGates, long contextWidth, Products products) {
        this.kind = kind;
        this.products = products;
        this.weightInput = parameters.get("attentionRnn.weight_ih");
        this.weightHidden = parameters.get("attentionRnn.weight_hh");
        this.biasHidden = parameters.get("attentionRnn.bias_hh");
        this.contextWeight = context(weightInput.detach(), contextWidth).t().contiguous();
        this.hiddenWeight = weightHidden.detach().t().contiguous();
        this.inputLeaf = leaf(prenetGates.detach());
        this.hiddenLeaf =
                kind == Cell.GRU ? leaf(biasHidden.detach().expand_as(inputLeaf).contiguous()) : inputLeaf;
        this.inputTerms = torch.unbind(inputLeaf, 0);
        this.hiddenTerms = kind == Cell.GRU ? torch.unbind(hiddenLeaf, 0) : inputTerms;
        this.hidden = prenetGates.new_zeros(prenetGates.size(1), weightHidden.size(1));
        this.cell = hidden;
    }

    private static Tensor leaf(Tensor tensor) {
        tensor.set_requires_grad(true);
        return tensor;
    }

    private static Tensor context(Tensor input, long width) {
        return input.narrow(1, input.size(1) - width, width);
    }

    /**
     * The part of the gates that teacher forcing knows ahead.
     *
     * @param x {@code [steps, B, prenet]}
     * @return {@code [steps, B, gates * A]}
     */
    static Tensor inputGates(FlatParameters parameters, Cell kind, Tensor x, Products products) {
        Tensor weight = parameters.get("attentionRnn.weight_ih").narrow(1, 0, x.size(2));
        Tensor gates = products.matmul(x, weight.t()).add(parameters.get("attentionRnn.bias_ih"));
        return kind == Cell.GRU ? gates : gates.add(parameters.get("attentionRnn.bias_hh"));
    }

    long steps() {
        return inputTerms.size();
    }

    /**
     * @param context {@code [B, M]}
     * @return {@code [B, A]}: the next state
     */
    Tensor next(Tensor context) {
        long step = states.size();
        Tensor input = torch.addmm(inputTerms.get(step), context, contextWeight);
        hidden = switch (kind) {
            case RNN -> torch.addmm(input, hidden, hiddenWeight).tanh();
            case LSTM -> lstm(torch.addmm(input, hidden, hiddenWeight).chunk(4, 1));
            case GRU ->
                gru(
                        input.chunk(3, 1),
                        torch.addmm(hiddenTerms.get(step), hidden, hiddenWeight).chunk(3, 1));
        };
        states.push_back(hidden);
        return hidden;
    }

    /** @param gates input, forget, cell, output */
    private Tensor lstm(TensorVector gates) {
        cell = torch.sigmoid(gates.get(1))
                .mul(cell)
                .add(torch.sigmoid(gates.get(0)).mul(torch.tanh(gates.get(2))));
        return torch.sigmoid(gates.get(3)).mul(torch.tanh(cell));
    }

    /** @param input reset, update, new; {@code recurrent} likewise */
    private Tensor gru(TensorVector input, TensorVector recurrent) {
        Tensor reset = torch.sigmoid(input.get(0).add(recurrent.get(0)));
        Tensor update = torch.sigmoid(input.get(1).add(recurrent.get(1)));
        Tensor fresh = torch.tanh(input.get(2).add(reset.mul(recurrent.get(2))));
        return torch.lerp(fresh, hidden, update);
    }

    /** {@code [steps, B, A]} */
    Tensor states() {
        return torch.stack(states, 0);
    }

    /**
     * After {@code backward()} of the loss: adds the gradients of the weights that entered detached.
     *
     * @param contexts {@code [steps, B, M]}: of each step, which the next was given
     */
    void finish(Tensor contexts) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor ofInput = flat(inputLeaf.grad());
            Tensor ofHidden = flat(hiddenLeaf.grad());
            weightHidden.mutable_grad().add_(products.matmul(ofHidden.t(), flat(before(states()))));
            context(weightInput.mutable_grad(), contexts.size(2))
                    .add_(products.matmul(ofInput.t(), flat(before(contexts))));
            if (kind == Cell.GRU) {
                biasHidden.mutable_grad().add_(ofHidden.sum(0));
            }
        }
    }

    /** What each step found: zeros, then what the step before it left. */
    private static Tensor before(Tensor each) {
        Tensor first = torch.zeros_like(each.narrow(0, 0, 1));
        return torch.cat(new TensorVector(first, each.narrow(0, 0, each.size(0) - 1)), 0);
    }

    /** {@code [steps, B, width]} to {@code [steps * B, width]}. */
    private static Tensor flat(Tensor x) {
        return x.reshape(-1, x.size(2));
    }

    /** {@code [steps, B, gates * A]}: of {@link #inputGates}, after {@code backward()} of the loss. */
    Tensor inputGradient() {
        return inputLeaf.grad();
    }
}
