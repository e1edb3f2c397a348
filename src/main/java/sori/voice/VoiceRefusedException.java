package sori.voice;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A voice package that breaks its contract. The message names the file or field, for whoever supplied it. */
public final class VoiceRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    public VoiceRefusedException(String reason) {
        super(reason);
    }

    VoiceRefusedException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
