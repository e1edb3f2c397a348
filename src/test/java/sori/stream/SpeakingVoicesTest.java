package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.graph.TinyVoice;
import sori.registry.Alias;
import sori.registry.Aliases;
import sori.registry.LoadedVoices.Held;
import sori.registry.ModelId;
import sori.registry.Registry;
import sori.registry.Release;
import sori.schema.ModelRelease;
import sori.stream.stage.Keys;
import sori.synthesis.Routes;
import sori.voice.VoiceManifest;

/** Who speaks a text that names no voice, and who is named to whoever asks for one that there is not. */
class SpeakingVoicesTest {
    private static final Bytes KEY = Keys.named("room");
    private static final List<String> VOICES = List.of("en-a", "en-b", "en-c", "en-d");
    private static final List<String> VERSIONS = List.of("1", "2");
    private static VoiceManifest manifest;

    private final Map<ModelId, Release> releases = new TreeMap<>();
    private final Map<ModelId, String> unusable = new TreeMap<>();
    private final Map<ModelId, Held<String>> held = new HashMap<>();
    private final Map<String, Aliases> aliases = new TreeMap<>();

    @BeforeAll
    static void writeVoice(@TempDir Path folder) throws IOException {
        manifest = TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1).manifest();
    }

    private Held<String> held(ModelId id) {
        return held.getOrDefault(id, new Held.Coming<>("the registry has no " + id));
    }

    private SpeakingVoices voices(Registry registry) {
        return new SpeakingVoices(new VersionChoice(this::held, System::nanoTime), this::held);
    }

    private Registry registry() {
        return new Registry(releases, aliases, unusable, Map.of(), 0);
    }

    private void release(ModelId id, Held<String> state) {
        releases.put(
                id,
                new Release(
                        new ModelRelease(
                                id.voice(),
                                id.version(),
                                "",
                                List.of(),
                                1,
                                0L,
                                Instant.ofEpochMilli(1),
                                "tester",
                                null),
                        manifest,
                        releases.size()));
        held.put(id, state);
    }

    private void promote(String voice, Alias... names) {
        aliases.put(voice, new Aliases(voice, List.of(names), List.of()));
    }

    private static Alias named(String name, String version) {
        return new Alias(name, version, OptionalInt.empty());
    }

    /** Voices as operators and others leave them: published or not, accepted or not, with names or without. */
    private void fill(Random random) {
        for (String voice : VOICES) {
            for (String version : VERSIONS) {
                ModelId id = new ModelId(voice, version);
                switch (random.nextInt(6)) {
                    case 0, 1 -> release(id, new Held.Ready<>("voice"));
                    case 2 -> release(id, new Held.Coming<>("on its way"));
                    case 3 -> release(id, new Held.Rejected<>(id + " was rejected: it sounds of nothing"));
                    case 4 -> {
                        unusable.put(id, "it is not signed");
                        held.put(id, new Held.Rejected<>(id + " was rejected: it is not signed"));
                    }
                    default -> {}
                }
            }
            List<Alias> names = new ArrayList<>();
            for (String name : List.of(Alias.STABLE, "canary", Alias.SHADOW, "next")) {
                if (random.nextInt(2) == 0) {
                    names.add(named(name, VERSIONS.get(random.nextInt(VERSIONS.size()))));
                }
            }
            if (!names.isEmpty()) {
                promote(voice, names.toArray(Alias[]::new));
            }
        }
    }

    private boolean is(Class<?> state, ModelId id) {
        return releases.containsKey(id) && state.isInstance(held(id));
    }

    private Optional<ModelId> stable(String voice) {
        return Optional.ofNullable(aliases.get(voice))
                .flatMap(names -> names.version(Alias.STABLE))
                .map(version -> new ModelId(voice, version));
    }

    @RepeatedTest(300)
    void onlyWhatIsPromotedAndLoadedIsChosenAndNamed(RepetitionInfo repetition) {
        fill(new Random(repetition.getCurrentRepetition()));
        Registry registry = registry();
        SpeakingVoices voices = voices(registry);

        Optional<String> chosen = voices.ofLanguage(registry, "en", KEY, Routes.NONE);
        Optional<String> speaking = VOICES.stream()
                .filter(voice ->
                        stable(voice).filter(id -> is(Held.Ready.class, id)).isPresent())
                .findFirst();
        Optional<String> coming = VOICES.stream()
                .filter(voice ->
                        stable(voice).filter(id -> is(Held.Coming.class, id)).isPresent())
                .findFirst();
        assertThat(chosen).isEqualTo(speaking.or(() -> coming));
        assertThat(voices.ofLanguage(registry, "ko", KEY, Routes.NONE)).isEmpty();

        Set<String> names = voices.names(registry);
        for (String voice : VOICES) {
            Aliases given = registry.aliasesOf(voice);
            for (String name : List.of(Alias.STABLE, "canary")) {
                boolean speaks = given.version(name)
                        .filter(version -> is(Held.Ready.class, new ModelId(voice, version)))
                        .isPresent();
                assertThat(names.contains(voice + "@" + name)).isEqualTo(speaks);
            }
            assertThat(names).doesNotContain(voice + "@shadow", voice + "@next");
            for (String version : VERSIONS) {
                ModelId id = new ModelId(voice, version);
                if (!is(Held.Ready.class, id)
                        || given.namesOf(version).stream()
                                .noneMatch(alias -> List.of("stable", "canary").contains(alias.name()))) {
                    assertThat(names).doesNotContain(id.toString());
                }
            }
        }
        String told = voices.unknown(registry, "en-nobody", Optional.empty(), List.of());
        unusable.keySet().forEach(id -> assertThat(told).doesNotContain(id.toString()));
    }

    @Test
    void aVoiceThatNobodyAcceptedIsNotTheDefaultThoughItsNameComesFirst() {
        release(new ModelId("en-a", "1"), new Held.Rejected<>("en-a@1 was rejected: it sounds of nothing"));
        promote("en-a", named(Alias.STABLE, "1"));
        release(new ModelId("en-b", "1"), new Held.Ready<>("published, and loaded as the latest"));
        release(new ModelId("en-c", "1"), new Held.Ready<>("voice"));
        promote("en-c", named(Alias.STABLE, "1"));
        Registry registry = registry();
        SpeakingVoices voices = voices(registry);
        assertThat(voices.ofLanguage(registry, "en", KEY, Routes.NONE)).contains("en-c");
        assertThat(voices.unknown(registry, "en-x", Optional.empty(), List.of()))
                .isEqualTo("no voice is called en-x (did you mean 'en-c'?); there are [en-c, en-c@1, en-c@stable]");
        assertThat(voices.unknown(registry, "en-b", Optional.empty(), List.of()))
                .isEqualTo("no version of en-b was promoted yet");
        assertThat(voices.rejected(registry, "en", KEY)).contains("en-a@1 was rejected: it sounds of nothing");
    }

    @Test
    void whereTheStableVersionIsRejectedTheVoiceGoesOnWithTheOneBefore() {
        release(new ModelId("en-a", "1"), new Held.Ready<>("voice"));
        release(new ModelId("en-a", "2"), new Held.Rejected<>("promoted by force"));
        aliases.put(
                "en-a",
                new Aliases(
                        "en-a",
                        List.of(named(Alias.STABLE, "2")),
                        List.of(new Aliases.Before(List.of(named(Alias.STABLE, "1")), Instant.EPOCH))));
        Registry registry = registry();
        assertThat(voices(registry).ofLanguage(registry, "en", KEY, Routes.NONE))
                .contains("en-a");
        assertThat(voices(registry).languageOf(registry, "en-a")).contains("en");
    }
}
