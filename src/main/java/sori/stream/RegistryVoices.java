package sori.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.utils.Bytes;
import sori.acoustic.EngineLoad;
import sori.kafka.KafkaAccess;
import sori.registry.LoadedVoices;
import sori.registry.LoadedVoices.Held;
import sori.registry.ModelId;
import sori.registry.ModelInstance;
import sori.registry.Part;
import sori.registry.Registry;
import sori.registry.Release;
import sori.registry.TrustedKeys;
import sori.registry.VoiceLoader;
import sori.registry.VoiceStore;
import sori.registry.trial.TrialLimits;
import sori.registry.trial.VoiceOpener;
import sori.schema.FailureReason;
import sori.schema.ModelVoiceStatus;
import sori.synthesis.OpenedVoice;
import sori.synthesis.Readers;
import sori.synthesis.Routes;
import sori.synthesis.Stage;
import sori.synthesis.UtterancePlanner;
import sori.synthesis.Voices;
import sori.text.Normalizer;
import sori.voice.VoiceManifest;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;
import sori.voice.VoiceRefusedException;

/** The voices of the registry, as they are published and promoted while the application runs. Thread-safe. */
public final class RegistryVoices implements Voices, AutoCloseable {
    /** A version that was pinned by one event may well be by the next. */
    private static final Duration LINGER = Duration.ofSeconds(60);

    private final ModelInstance<OpenedVoice> instance;
    private final Readers readers;
    private final Path words;
    private final VersionChoice choice;
    private final SpeakingVoices speaking;

    private RegistryVoices(ModelInstance<OpenedVoice> instance, Readers readers, Path words) {
        this.instance = instance;
        this.readers = readers;
        this.words = words;
        this.choice = new VersionChoice(instance.loaded()::held, System::nanoTime);
        this.speaking = new SpeakingVoices(choice, instance.loaded()::held);
    }

    /**
     * How an application uses voices.
     *
     * @param options of the voices
     * @param words folder under which {@code VOICE/words.txt} holds the user's own words for a voice
     * @param trust whose releases are loaded, and whose names for them count; absent when everybody's do
     * @param linger how long a version that was needed is kept though it has no name any more
     * @param limits of a release's trial
     */
    public record Use(
            VoiceOptions options, Path words, Optional<TrustedKeys> trust, Duration linger, TrialLimits limits) {
        public Use(VoiceOptions options, Path words, Optional<TrustedKeys> trust) {
            this(options, words, trust, LINGER, TrialLimits.DEFAULT);
        }

        /** The same within other limits. */
        public Use within(TrialLimits others) {
            return new Use(options, words, trust, linger, others);
        }
    }

    /**
     * Reads the registry to its end and begins to load; {@link #awaitReady} waits for that.
     *
     * @param who the application that these voices are for
     * @throws IOException if the registry cannot be read
     */
    public static RegistryVoices start(
            KafkaAccess kafka, ModelInstance.Identity who, List<Stage> stages, VoiceStore store, Use use)
            throws IOException {
        Readers readers = Readers.ofAllLanguages();
        VoiceOpener opener = new VoiceOpener(store, use.options(), parts(stages), use.trust(), use.limits());
        LoadedVoices<OpenedVoice> loaded = new LoadedVoices<>(new Opening(opener, readers), use.linger());
        return new RegistryVoices(ModelInstance.start(kafka, who, store, loaded, use.trust()), readers, use.words());
    }

    private record Opening(VoiceOpener opener, Readers readers) implements VoiceLoader<OpenedVoice> {
        @Override
        public OpenedVoice load(Release release) throws IOException {
            String language = release.manifest().language();
            if (!readers.canRead(language)) {
                throw new VoiceRefusedException("nobody can read " + language + " text yet");
            }
            return OpenedVoice.of(opener.open(release));
        }

        @Override
        public Optional<String> givenUp(OpenedVoice voice) {
            return voice.voice().givenUp();
        }

        @Override
        public long memoryBytes(OpenedVoice voice) {
            return voice.voice().memoryBytes();
        }
    }

    private static Set<Part> parts(List<Stage> stages) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (Stage stage : stages) {
            parts.add(
                    switch (stage) {
                        case NORMALIZE, EMBED -> Part.TEXT;
                        case MEL -> Part.ACOUSTIC;
                        case VOCODE -> Part.VOCODER;
                    });
        }
        return parts;
    }

    /**
     * Waits until there is a voice, and everything that has a name is loaded or rejected.
     *
     * @param enough ends the wait before
     */
    public void awaitReady(BooleanSupplier enough) throws InterruptedException {
        instance.awaitReady(enough);
    }

    /** What the registry says now. */
    public Registry registry() {
        return instance.registry();
    }

    /** The version that speaks a key's texts where nobody listens, if one does. */
    public Optional<String> shadow(String voice, Bytes key) {
        return registry().aliasesOf(voice).shadow(key.get());
    }

    /** How far each version is that is wanted or needed here. */
    public List<ModelVoiceStatus> states() {
        return instance.loaded().states();
    }

    /** What the acoustic engine of a version has to do, where one runs. */
    public Optional<EngineLoad> engineLoad(String voice, String version) {
        return instance.loaded().held(new ModelId(voice, version)) instanceof Held.Ready<OpenedVoice> ready
                ? ready.voice().voice().engineLoad()
                : Optional.empty();
    }

    /** How many versions are loaded. */
    public int loaded() {
        return instance.loaded().count();
    }

    @Override
    public Choice choose(String language, Optional<String> voice, Optional<String> version, byte[] key) {
        return choose(language, voice, version, key, Routes.NONE);
    }

    @Override
    public Choice choose(
            String language, Optional<String> voice, Optional<String> version, byte[] keyBytes, Routes routes) {
        Bytes key = Bytes.wrap(keyBytes);
        Registry registry = instance.registry();
        Optional<String> name = voice.or(() -> speaking.ofLanguage(registry, language, key, routes));
        if (name.isEmpty()) {
            return new Choice.Refused(FailureReason.UNKNOWN_LANGUAGE, nobodyFor(registry, language, key));
        }
        List<ModelId> candidates = choice.candidates(registry, name.get(), version, key, routes);
        Optional<Release> release =
                choice.usable(candidates, name.get(), routes).flatMap(registry::find);
        if (release.isEmpty()) {
            return new Choice.Refused(
                    FailureReason.UNKNOWN_VOICE, speaking.unknown(registry, name.get(), version, candidates));
        }
        Choice made = made(language, release.get(), registry, key);
        boolean pinned = version.filter(ModelId::isVersion).isPresent();
        if (made instanceof Choice.Chosen && !pinned) {
            choice.note(registry, release.get().id(), routes);
        }
        return made;
    }

    /** A version for a text in a language that it may not speak. */
    private Choice made(String language, Release release, Registry registry, Bytes key) {
        String name = release.id().voice();
        VoiceManifest manifest = release.manifest();
        if (!Readers.primary(manifest.language()).equals(Readers.primary(language))) {
            String detail = "voice " + name + " speaks " + manifest.language() + ", the text is " + language;
            boolean nobody =
                    speaking.ofLanguage(registry, language, key, Routes.NONE).isEmpty();
            return new Choice.Refused(
                    FailureReason.UNKNOWN_LANGUAGE,
                    nobody ? detail + "; " + nobodyFor(registry, language, key) : detail);
        }
        Optional<Normalizer> reader = readers.of(manifest, words.resolve(name).resolve(VoicePackage.WORDS));
        return reader.<Choice>map(each -> new Choice.Chosen(manifest.name(), manifest.version(), each))
                .orElseGet(() -> new Choice.Refused(
                        FailureReason.UNKNOWN_LANGUAGE, "nobody can read " + manifest.language() + " text yet"));
    }

    private String nobodyFor(Registry registry, String language, Bytes key) {
        return UtterancePlanner.noVoiceFor(language)
                + speaking.rejected(registry, language, key)
                        .map(why -> "; " + why)
                        .orElse("");
    }

    @Override
    public Optional<String> languageOf(String voice) {
        return speaking.languageOf(instance.registry(), voice);
    }

    @Override
    public Lease lease(String voice, String version) {
        LoadedVoices<OpenedVoice>.Lease lease = instance.loaded().lease(new ModelId(voice, version));
        return new Lease() {
            @Override
            public Found found() {
                Held<OpenedVoice> held = lease.held();
                if (held instanceof Held.Ready<OpenedVoice> ready) {
                    return new Found.Here(ready.voice());
                }
                return held instanceof Held.Coming<OpenedVoice> coming
                        ? new Found.Coming(coming.why())
                        : new Found.Refused(((Held.Rejected<OpenedVoice>) held).reason());
            }

            @Override
            public void close() {
                lease.close();
            }
        };
    }

    /** Leaves the registry and closes every voice; after the application. */
    @Override
    public void close() {
        instance.close();
    }
}
