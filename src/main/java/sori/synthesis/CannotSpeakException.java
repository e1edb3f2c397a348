package sori.synthesis;

/** A text event cannot be spoken; the message says why, for a person. */
public final class CannotSpeakException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    CannotSpeakException(Failure failure) {
        super(failure.detail());
        this.failure = failure;
    }

    /** What a pipeline would write to {@code speech.failures}. */
    public Failure failure() {
        return failure;
    }
}
