package sori.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import sori.acoustic.AcousticEngine;
import sori.mel.MelFormat;
import sori.schema.FailureReason;
import sori.text.EnglishNormalizer;
import sori.text.Normalizer;
import sori.text.SymbolEncoder;
import sori.vocoder.Vocoder;
import sori.voice.Voice;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** The voice packages of a directory, each opened when an utterance first asks for it. Thread-safe. */
public final class InstalledVoices implements Voices, AutoCloseable {
    private final VoiceCatalog catalog;
    private final VoiceOptions options;
    private final Map<String, Normalizer> normalizers;
    private final Map<String, Opened> opened = new HashMap<>();

    public InstalledVoices(VoiceCatalog catalog, VoiceOptions options) {
        this.catalog = catalog;
        this.options = options;
        this.normalizers = Map.of("en", new EnglishNormalizer());
    }

    @Override
    public Choice choose(String language, Optional<String> name, Optional<String> version) {
        String spoken = primary(language);
        if (!normalizers.containsKey(spoken)) {
            return new Choice.Refused(
                    FailureReason.UNKNOWN_LANGUAGE,
                    "no voice speaks '" + language
                            + "' yet; one is trained with `./sori lab`: dataset, prepare, train, " + "export");
        }
        Optional<VoicePackage> found = name.isPresent()
                ? version.flatMap(exact -> catalog.find(name.get(), exact))
                        .or(() -> version.isPresent() ? Optional.empty() : catalog.newest(name.get()))
                : catalog.ofLanguage(spoken).stream().findFirst();
        if (found.isEmpty()) {
            return new Choice.Refused(FailureReason.UNKNOWN_VOICE, missing(spoken, name, version));
        }
        if (!primary(found.get().manifest().language()).equals(spoken)) {
            return new Choice.Refused(
                    FailureReason.UNKNOWN_VOICE,
                    "voice '" + found.get().manifest().name() + "' speaks '"
                            + found.get().manifest().language() + "', not '" + language + "'");
        }
        return open(found.get());
    }

    @Override
    public Optional<String> languageOf(String name) {
        return catalog.newest(name).map(voice -> voice.manifest().language());
    }

    @Override
    public Optional<SpeakingVoice> find(String name, String version) {
        return catalog.find(name, version)
                .flatMap(found ->
                        open(found) instanceof Choice.Chosen chosen ? Optional.of(chosen.voice()) : Optional.empty());
    }

    /** Names with versions, for a person. */
    public List<String> names() {
        return catalog.voices().stream().map(voice -> voice.manifest().id()).toList();
    }

    @Override
    public synchronized void close() {
        opened.values().forEach(voice -> voice.voice().close());
        opened.clear();
    }

    private synchronized Choice open(VoicePackage found) {
        try {
            Opened voice = opened.get(found.manifest().id());
            if (voice == null) {
                Normalizer normalizer = normalizers.get(primary(found.manifest().language()));
                if (normalizer == null) {
                    return new Choice.Refused(
                            FailureReason.UNKNOWN_LANGUAGE,
                            "voice " + found.manifest().id() + " speaks a language that has no normaliser");
                }
                voice = new Opened(Voice.open(found.directory(), options), normalizer);
                opened.put(found.manifest().id(), voice);
            }
            return new Choice.Chosen(voice);
        } catch (IOException | UncheckedIOException e) {
            return new Choice.Refused(FailureReason.UNKNOWN_VOICE, String.valueOf(e.getMessage()));
        }
    }

    private String missing(String language, Optional<String> name, Optional<String> version) {
        String wanted = name.map(voice ->
                        "voice '" + voice + version.map(exact -> "@" + exact).orElse("") + "'")
                .orElse("a voice for '" + language + "'");
        String have = catalog.voices().isEmpty()
                ? "there is none at all"
                : names().stream().collect(Collectors.joining(", ", "there is ", ""));
        String hint = name.map(voice -> Nearest.hint(
                        voice,
                        catalog.voices().stream()
                                .map(other -> other.manifest().name())
                                .toList()))
                .orElse("");
        return wanted + " is not installed" + hint + "; " + have;
    }

    private static String primary(String language) {
        return language.split("-", 2)[0].toLowerCase(java.util.Locale.ROOT);
    }

    /** An opened package with its language's normaliser. */
    private record Opened(Voice voice, Normalizer normalizer) implements SpeakingVoice {
        @Override
        public String name() {
            return voice.manifest().name();
        }

        @Override
        public String version() {
            return voice.manifest().version();
        }

        @Override
        public SymbolEncoder encoder() {
            return voice.embedder();
        }

        @Override
        public AcousticEngine engine() {
            return voice.engine();
        }

        @Override
        public Vocoder vocoder() {
            return voice.vocoder();
        }

        @Override
        public MelFormat melFormat() {
            return voice.melFormat();
        }
    }
}
