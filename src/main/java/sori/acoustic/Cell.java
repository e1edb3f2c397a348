package sori.acoustic;

/** The recurrent cell of an acoustic model: one kind for encoder, attention and decoder, so that kinds can be compared. */
public enum Cell {
    /** Elman (1990): {@code h' = tanh(W x + U h + b)}. */
    RNN(1, false),
    /** Hochreiter and Schmidhuber (1997), with forget gates (Gers et al. 2000). */
    LSTM(4, true),
    /** Cho et al. (2014), the reset gate behind the recurrent product, so that both products can be made at once. */
    GRU(3, false);

    private final int gates;
    private final boolean hasCellState;

    Cell(int gates, boolean hasCellState) {
        this.gates = gates;
        this.hasCellState = hasCellState;
    }

    /** Rows of its weight matrices, in units. */
    public int gates() {
        return gates;
    }

    /** Whether it carries a second state beside the hidden one. */
    public boolean hasCellState() {
        return hasCellState;
    }
}
