package sori.synthesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.schema.FailureReason;
import sori.text.Nearest;
import sori.text.Normalizer;
import sori.voice.Voice;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceManifest;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** The voice packages of a catalog. A version is opened when it is first asked for, and stays open until {@link #close}. */
public final class CatalogVoices implements Voices, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogVoices.class);

    private final VoiceCatalog catalog;
    private final VoiceOptions options;
    private final Readers readers = Readers.ofAllLanguages();
    private final Map<String, OpenedVoice> opened = new HashMap<>();

    public CatalogVoices(VoiceCatalog catalog, VoiceOptions options) {
        this.catalog = catalog;
        this.options = options;
    }

    /**
     * Verifies every voice, opens its newest version, and loads the parts that these stages use, so that the first utterance
     * need not wait for them and nothing broken is found late.
     *
     * @throws IOException if a voice breaks its contract or cannot be read, saying which and why
     */
    public CatalogVoices warmUp(List<Stage> stages) throws IOException {
        try {
            for (VoicePackage each : catalog.voices()) {
                VoiceManifest manifest = each.manifest();
                if (catalog.newest(manifest.name()).filter(each::equals).isPresent()
                        && readers.canRead(manifest.language())) {
                    warmUp(open(each), stages);
                } else {
                    each.verify();
                }
            }
            return this;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void warmUp(SpeakingVoice voice, List<Stage> stages) {
        if (stages.contains(Stage.MEL)) {
            voice.engine();
        }
        if (stages.contains(Stage.VOCODE)) {
            voice.vocoder();
        }
    }

    @Override
    public Choice choose(String language, Optional<String> name, Optional<String> version, byte[] key) {
        Optional<VoicePackage> found = name.isPresent()
                ? version.isPresent() ? catalog.find(name.get(), version.get()) : catalog.newest(name.get())
                : ofLanguage(language);
        if (found.isEmpty()) {
            return name.map(given -> unknownVoice(given, version))
                    .orElseGet(() ->
                            new Choice.Refused(FailureReason.UNKNOWN_LANGUAGE, UtterancePlanner.noVoiceFor(language)));
        }
        String spoken = found.get().manifest().language();
        if (!Readers.primary(spoken).equals(Readers.primary(language))) {
            String detail =
                    "voice " + found.get().manifest().name() + " speaks " + spoken + ", the text is " + language;
            boolean nobody = ofLanguage(language).isEmpty();
            return new Choice.Refused(
                    FailureReason.UNKNOWN_LANGUAGE,
                    nobody ? detail + "; " + UtterancePlanner.noVoiceFor(language) : detail);
        }
        if (!readers.canRead(spoken)) {
            return new Choice.Refused(FailureReason.UNKNOWN_LANGUAGE, "nobody can read " + spoken + " text yet");
        }
        VoiceManifest manifest = found.get().manifest();
        return new Choice.Chosen(manifest.name(), manifest.version(), reader(found.get()));
    }

    /**
     * Who reads texts for a voice.
     *
     * @throws IllegalArgumentException if nobody can read its language
     */
    public Normalizer reader(VoicePackage voice) {
        return readers.of(voice.manifest(), voice.directory().resolve(VoicePackage.WORDS))
                .orElseThrow(() -> new IllegalArgumentException(
                        "nobody can read " + voice.manifest().language() + " text yet"));
    }

    private Choice.Refused unknownVoice(String name, Optional<String> version) {
        List<String> ids =
                catalog.voices().stream().map(voice -> voice.manifest().id()).toList();
        String wanted = name + version.map(given -> "@" + given).orElse("");
        return new Choice.Refused(
                FailureReason.UNKNOWN_VOICE,
                "no voice is called " + wanted + Nearest.hint(wanted, ids) + "; there are " + ids);
    }

    private Optional<VoicePackage> ofLanguage(String language) {
        return catalog.voices().stream()
                .map(voice -> voice.manifest().language())
                .filter(spoken ->
                        spoken.equals(language) || Readers.primary(spoken).equals(Readers.primary(language)))
                .findFirst()
                .flatMap(spoken -> catalog.ofLanguage(spoken).stream().findFirst());
    }

    @Override
    public Optional<String> languageOf(String name) {
        return catalog.newest(name).map(voice -> voice.manifest().language());
    }

    @Override
    public Lease lease(String name, String version) {
        Found found = found(name, version);
        return new Lease() {
            @Override
            public Found found() {
                return found;
            }

            @Override
            public void close() {
                // Versions stay open until all are closed.
            }
        };
    }

    private Found found(String name, String version) {
        Optional<VoicePackage> files = catalog.find(name, version);
        if (files.isEmpty()) {
            return new Found.Refused("voice " + name + "@" + version + " is not here");
        }
        try {
            return new Found.Here(open(files.get()));
        } catch (UncheckedIOException e) {
            LOG.warn("voice {}@{} cannot be used", name, version, e);
            return new Found.Refused(String.valueOf(e.getMessage()));
        }
    }

    private synchronized OpenedVoice open(VoicePackage files) {
        return opened.computeIfAbsent(files.manifest().id(), id -> {
            try {
                return OpenedVoice.of(Voice.open(files.directory(), options));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public synchronized void close() {
        opened.values().forEach(OpenedVoice::close);
        opened.clear();
    }
}
