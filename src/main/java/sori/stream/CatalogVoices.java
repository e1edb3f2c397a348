package sori.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.schema.FailureReason;
import sori.text.EnglishNormalizer;
import sori.text.KoreanNormalizer;
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
    private final Map<String, Normalizer> normalizers;
    private final Map<String, OpenedVoice> opened = new HashMap<>();

    /** With a normaliser for every language that Sori can read. */
    public CatalogVoices(VoiceCatalog catalog, VoiceOptions options) {
        this(catalog, options, List.of(new EnglishNormalizer(), new KoreanNormalizer()));
    }

    /** @param normalizers one for each language that is to be spoken */
    public CatalogVoices(VoiceCatalog catalog, VoiceOptions options, List<Normalizer> normalizers) {
        this.catalog = catalog;
        this.options = options;
        this.normalizers = normalizers.stream().collect(Collectors.toMap(Normalizer::language, Function.identity()));
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
                        && normalizers.containsKey(manifest.language())) {
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
    public Choice choose(String language, Optional<String> name, Optional<String> version) {
        Optional<VoicePackage> found = name.isPresent()
                ? version.isPresent() ? catalog.find(name.get(), version.get()) : catalog.newest(name.get())
                : ofLanguage(language);
        if (found.isEmpty()) {
            return name.map(given -> unknownVoice(given, version))
                    .orElseGet(() ->
                            new Choice.Refused(FailureReason.UNKNOWN_LANGUAGE, UtterancePlanner.noVoiceFor(language)));
        }
        String spoken = found.get().manifest().language();
        if (!primary(spoken).equals(primary(language))) {
            String detail =
                    "voice " + found.get().manifest().name() + " speaks " + spoken + ", the text is " + language;
            boolean nobody = ofLanguage(language).isEmpty();
            return new Choice.Refused(
                    FailureReason.UNKNOWN_LANGUAGE,
                    nobody ? detail + "; " + UtterancePlanner.noVoiceFor(language) : detail);
        }
        if (!normalizers.containsKey(spoken)) {
            return new Choice.Refused(FailureReason.UNKNOWN_LANGUAGE, "nobody can read " + spoken + " text yet");
        }
        return chosen(found.get());
    }

    private Choice chosen(VoicePackage found) {
        try {
            return new Choice.Chosen(open(found));
        } catch (UncheckedIOException e) {
            LOG.warn("voice {} cannot be used", found.manifest().id(), e);
            return new Choice.Refused(FailureReason.UNKNOWN_VOICE, String.valueOf(e.getMessage()));
        }
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
                .filter(spoken -> spoken.equals(language) || primary(spoken).equals(primary(language)))
                .findFirst()
                .flatMap(spoken -> catalog.ofLanguage(spoken).stream().findFirst());
    }

    private static String primary(String language) {
        return Locale.forLanguageTag(language).getLanguage();
    }

    @Override
    public Optional<String> languageOf(String name) {
        return catalog.newest(name).map(voice -> voice.manifest().language());
    }

    @Override
    public Optional<SpeakingVoice> find(String name, String version) {
        return catalog.find(name, version)
                .filter(voice -> normalizers.containsKey(voice.manifest().language()))
                .flatMap(this::opened);
    }

    private Optional<SpeakingVoice> opened(VoicePackage files) {
        try {
            return Optional.of(open(files));
        } catch (UncheckedIOException e) {
            LOG.warn("voice {} cannot be used", files.manifest().id(), e);
            return Optional.empty();
        }
    }

    private synchronized SpeakingVoice open(VoicePackage files) {
        return opened.computeIfAbsent(files.manifest().id(), id -> {
            try {
                Voice voice = Voice.open(files.directory(), options);
                Normalizer normalizer = normalizers.get(files.manifest().language());
                if (normalizer == null) {
                    throw new IllegalStateException(
                            "no normaliser for " + files.manifest().language());
                }
                WordsFile words =
                        new WordsFile(files.directory().resolve(VoicePackage.WORDS), voice.symbols(), normalizer);
                return new OpenedVoice(voice, words, voice.embedder());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public synchronized void close() {
        opened.values().forEach(each -> each.voice().close());
        opened.clear();
    }
}
