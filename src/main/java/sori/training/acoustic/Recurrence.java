package sori.training.acoustic;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.Cell;
import sori.training.FlatParameters;
import sori.training.Products;

/** A recurrent network over a whole sequence whose inputs are known, from a zero state. Stateless. */
final class Recurrence {
    private Recurrence() {}

    /**
     * @param name of its four tensors, up to {@code .weight_ih}
     * @param x {@code [time, B, in]}
     * @param products in bfloat16 the state is rounded at each step as well
     * @return {@code [time, B, units]}
     */
    static Tensor run(FlatParameters parameters, String name, Cell cell, Tensor x, Products products) {
        Tensor input = products.factor(x);
        Tensor hidden = parameters.get(name + ".weight_hh");
        Tensor zero = input.new_zeros(1, x.size(1), hidden.size(1));
        TensorVector weights = new TensorVector(
                products.factor(parameters.get(name + ".weight_ih")),
                products.factor(hidden),
                products.factor(parameters.get(name + ".bias_ih")),
                products.factor(parameters.get(name + ".bias_hh")));
        return products.result(
                switch (cell) {
                    case LSTM ->
                        torch.lstm(input, new TensorVector(zero, zero), weights, true, 1, 0, true, false, false)
                                .get0();
                    case GRU ->
                        torch.gru(input, zero, weights, true, 1, 0, true, false, false)
                                .get0();
                    case RNN ->
                        torch.rnn_tanh(input, zero, weights, true, 1, 0, true, false, false)
                                .get0();
                });
    }
}
