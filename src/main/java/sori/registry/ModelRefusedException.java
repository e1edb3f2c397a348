package sori.registry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The registry does not do what was asked. The message says why and what to do, for whoever asked. */
public final class ModelRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public ModelRefusedException(String reason) {
        super(reason);
    }

    public ModelRefusedException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
