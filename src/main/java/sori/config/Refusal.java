package sori.config;

import org.jspecify.annotations.Nullable;

/** Something that the user can put right, said in one line; the command ends with exit code 1 and no stack trace. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Refusal(String reason) {
        super(reason);
    }

    public Refusal(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
