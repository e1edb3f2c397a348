package sori.training;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import sori.acoustic.Cell;

/** A recurrent network over a whole sequence whose inputs are known, from a zero state. Stateless. */
final class Recurrence {
    private Recurrence() {}

    /**
     * @param name of its four tensors, up to {@code .weight_ih}
     * @param x {@code [time, B, in]}
     * @return {@code [time, B, units]}
     */
    static Tensor run(FlatParameters parameters, String name, Cell cell, Tensor x) {
        Tensor hidden = parameters.get(name + ".weight_hh");
        Tensor zero = x.new_zeros(1, x.size(1), hidden.size(1));
        TensorVector weights = new TensorVector(
                parameters.get(name + ".weight_ih"),
                hidden,
                parameters.get(name + ".bias_ih"),
                parameters.get(name + ".bias_hh"));
        return switch (cell) {
            case LSTM ->
                torch.lstm(x, new TensorVector(zero, zero), weights, true, 1, 0, true, false, false)
                        .get0();
            case GRU ->
                torch.gru(x, zero, weights, true, 1, 0, true, false, false).get0();
            case RNN ->
                torch.rnn_tanh(x, zero, weights, true, 1, 0, true, false, false).get0();
        };
    }
}
