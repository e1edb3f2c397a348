package sori.registry.trial;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import sori.registry.ModelRefusedException;
import sori.registry.Part;
import sori.registry.Release;
import sori.registry.StatusTeller;
import sori.registry.TrustedKeys;
import sori.registry.VoiceStore;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * From a release to a voice that has spoken: trust, files, contract, trial. What comes from elsewhere is tried in a process of its own
 * before it is loaded here; a package that lies on this machine anyway is its operator's. Thread-safe.
 *
 * @param options how voices are used here
 * @param parts what of them is loaded
 * @param trust whose releases are loaded; absent when everybody's are
 * @param limits of a release's trial
 */
public record VoiceOpener(
        VoiceStore store, VoiceOptions options, Set<Part> parts, Optional<TrustedKeys> trust, TrialLimits limits) {
    public VoiceOpener {
        parts = Set.copyOf(parts);
    }

    /** Within the usual limits. */
    public VoiceOpener(VoiceStore store, VoiceOptions options, Set<Part> parts, Optional<TrustedKeys> trust) {
        this(store, options, parts, trust, TrialLimits.DEFAULT);
    }

    /**
     * Opens a release.
     *
     * @throws ModelRefusedException if it is not trusted, not whole in the registry, or fails its trial
     * @throws sori.voice.VoiceRefusedException if it breaks its contract
     * @throws IOException if it cannot be fetched or tried at the moment
     */
    public Voice open(Release release) throws IOException {
        Optional<String> distrust = trust.flatMap(keys -> keys.distrust(release.record()));
        if (distrust.isPresent()) {
            throw new ModelRefusedException(distrust.get());
        }
        if (release.bytes() > limits.memoryBytes()) {
            throw new ModelRefusedException("its files have " + StatusTeller.megabytes(release.bytes()) + ", more than "
                    + StatusTeller.megabytes(limits.memoryBytes()) + " (models.maxVersionBytes)");
        }
        Release vouched = trust.map(keys -> keys.vouched(release)).orElse(release);
        Optional<VoicePackage> local = store.local(vouched);
        VoicePackage files = local.isPresent() ? local.get() : store.fetch(vouched);
        // Where nothing is measured: the files, and what the runtime packs for its products.
        long memory = local.isPresent() ? 2 * vouched.bytes() : TrialProcess.run(files, options, parts, limits);
        Voice voice = Voice.open(files.directory(), options);
        try {
            TrialRun.of(voice, parts, limits.deadline());
            voice.takes(memory);
            return voice;
        } catch (IOException | RuntimeException e) {
            voice.close();
            throw e;
        }
    }
}
