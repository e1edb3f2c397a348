package sori.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * From a release to a voice that has spoken: trust, files, contract, trial. Thread-safe.
 *
 * @param options how voices are used here
 * @param parts what of them is loaded
 * @param trust whose releases are loaded; absent when everybody's are
 */
public record VoiceOpener(VoiceStore store, VoiceOptions options, Set<Part> parts, Optional<TrustedKeys> trust) {
    public VoiceOpener {
        parts = Set.copyOf(parts);
    }

    /**
     * Opens a release.
     *
     * @throws ModelRefusedException if it is not trusted, not whole in the registry, or fails its trial
     * @throws sori.voice.VoiceRefusedException if it breaks its contract
     * @throws IOException if it cannot be fetched at the moment
     */
    public Voice open(Release release) throws IOException {
        Optional<String> distrust = trust.flatMap(keys -> keys.distrust(release.record()));
        if (distrust.isPresent()) {
            throw new ModelRefusedException(distrust.get());
        }
        VoicePackage files = store.fetch(release);
        Voice voice = Voice.open(files.directory(), options);
        try {
            load(voice);
            Trial.run(voice, parts);
            return voice;
        } catch (IOException | RuntimeException e) {
            voice.close();
            throw e;
        }
    }

    private void load(Voice voice) throws IOException {
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
    }
}
