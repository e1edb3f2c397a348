package sori.synthesis;

import java.util.Optional;
import sori.schema.VoiceRoute;

/** What a partition remembers of the versions that its texts were sent to, so that no key goes back. For one stream thread. */
public interface Routes {
    /** Remembers nothing. */
    Routes NONE = new Routes() {
        @Override
        public Optional<VoiceRoute> last(String voice) {
            return Optional.empty();
        }

        @Override
        public void note(String voice, VoiceRoute route) {}
    };

    /** Where a voice's texts were sent last. */
    Optional<VoiceRoute> last(String voice);

    void note(String voice, VoiceRoute route);
}
