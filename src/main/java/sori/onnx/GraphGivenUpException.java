package sori.onnx;

/** A graph did not come to an end, and was stopped; it is not run again. */
public final class GraphGivenUpException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public GraphGivenUpException(String reason) {
        super(reason);
    }
}
