package sori.registry.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import sori.registry.ModelRefusedException;
import sori.registry.Part;
import sori.voice.Voice;

/** Loads the parts that are used of a voice, and has them work. */
final class TrialRun {
    private TrialRun() {}

    /**
     * The same in the process that tries and in the one that speaks.
     *
     * @throws ModelRefusedException if the voice fails its trial
     * @throws sori.voice.VoiceRefusedException if it breaks its contract
     */
    static void of(Voice voice, Set<Part> parts, Duration deadline) throws IOException {
        try {
            if (parts.contains(Part.TEXT)) {
                voice.lexicon();
            }
            if (parts.contains(Part.ACOUSTIC)) {
                voice.engine();
            }
            if (parts.contains(Part.VOCODER)) {
                voice.vocoder();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        VoiceSmokeTest.run(voice, parts, deadline);
    }
}
