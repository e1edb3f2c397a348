package sori.onnx;

import org.jspecify.annotations.Nullable;

/** A graph that can't be used, and why, in words for whoever supplied it. */
public final class GraphRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public GraphRefusedException(String reason) {
        super(reason);
    }

    public GraphRefusedException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
