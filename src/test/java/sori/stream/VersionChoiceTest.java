package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.BeforeAll;
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
import sori.schema.TextEvent;
import sori.schema.VoiceRoute;
import sori.voice.VoiceManifest;

/** What becomes of a key when its partition moves between instances that know or have different things. */
class VersionChoiceTest {
    private static final Bytes KEY = Keys.named("room");
    private static VoiceManifest manifest;

    private final Map<ModelId, Held<String>> held = new HashMap<>();
    private final MemoryRoutes routes = new MemoryRoutes();

    /** A partition's routes, which instances hand over. */
    private static final class MemoryRoutes implements Routes {
        private Optional<VoiceRoute> route = Optional.empty();
        private final List<VoiceRoute> noted = new ArrayList<>();

        @Override
        public Optional<VoiceRoute> last(String voice) {
            return route;
        }

        @Override
        public void note(String voice, VoiceRoute now) {
            route = Optional.of(now);
            noted.add(now);
        }
    }

    @BeforeAll
    static void writeVoice(@TempDir Path folder) throws IOException {
        manifest = TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1).manifest();
    }

    private static ModelId id(String version) {
        return new ModelId("en-tiny", version);
    }

    private static Release release(String version) {
        return new Release(
                new ModelRelease("en-tiny", version, "", List.of(), 1, 0L, Instant.ofEpochMilli(1), "tester", null),
                manifest,
                0);
    }

    /** Versions 1 to 3, of which these were stable one after the other, the last one now. */
    private static Registry registry(long offset, String... stable) {
        Map<ModelId, Release> releases = new TreeMap<>();
        List.of("1", "2", "3").forEach(version -> releases.put(id(version), release(version)));
        List<List<Alias>> states = new ArrayList<>();
        for (String version : stable) {
            states.add(0, List.of(new Alias(Alias.STABLE, version, OptionalInt.empty())));
        }
        List<Aliases.Before> before = states.stream()
                .skip(1)
                .map(state -> new Aliases.Before(state, Instant.ofEpochMilli(1)))
                .toList();
        return new Registry(
                releases,
                Map.of("en-tiny", new Aliases("en-tiny", states.get(0), before)),
                Map.of(),
                Map.of("en-tiny", offset),
                offset + 1);
    }

    private void ready(String version) {
        held.put(id(version), new Held.Ready<>(version));
    }

    private Held<String> held(ModelId id) {
        return held.getOrDefault(id, new Held.Coming<>("on its way"));
    }

    /** What an instance that has read so much sends the key to. */
    private String choose(Registry registry) {
        VersionChoice choice = new VersionChoice(() -> registry, this::held);
        List<ModelId> candidates = VersionChoice.candidates(registry, "en-tiny", Optional.empty(), KEY);
        ModelId chosen = choice.usable(candidates, "en-tiny", routes).orElseThrow();
        VersionChoice.note(registry, chosen, routes);
        return chosen.version();
    }

    @Test
    void whatIsNotLoadedAnywhereYetChangesNothing() {
        ready("1");
        assertThat(choose(registry(2, "1", "2"))).isEqualTo("1");
    }

    @Test
    void aPartitionThatWasSentOnIsNotSentBackByAnInstanceThatStillLoads() {
        ready("1");
        ready("2");
        assertThat(choose(registry(2, "1", "2"))).isEqualTo("2");
        held.put(id("2"), new Held.Coming<>("on its way")); // another instance
        assertThat(choose(registry(2, "1", "2"))).isEqualTo("2");
        assertThat(choose(registry(3, "1", "2", "3")))
                .as("nor behind the one before")
                .isEqualTo("2");
    }

    @Test
    void whereTheVersionIsRejectedTheOneBeforeGoesOn() {
        ready("1");
        ready("2");
        assertThat(choose(registry(2, "1", "2"))).isEqualTo("2");
        held.put(id("2"), new Held.Rejected<>("it sounds of nothing"));
        assertThat(choose(registry(2, "1", "2"))).isEqualTo("1");
    }

    @Test
    void goingBackOnPurposeIsNoGoingBack() {
        ready("1");
        ready("2");
        assertThat(choose(registry(2, "1", "2"))).isEqualTo("2");
        assertThat(choose(registry(3, "1"))).isEqualTo("1");
        assertThat(routes.route.orElseThrow().getVersions())
                .as("what has no name is forgotten")
                .containsExactly("1");
    }

    @Test
    void anInstanceThatLagsBehindWaitsForWhatAnotherHasRead() {
        routes.note("en-tiny", new VoiceRoute(2L, List.of("2")));
        Deque<Registry> read = new ArrayDeque<>(List.of(registry(1, "1"), registry(1, "1"), registry(2, "1", "2")));
        VersionChoice choice =
                new VersionChoice(() -> read.size() > 1 ? read.removeFirst() : read.getFirst(), this::held);
        assertThat(choice.registry("en-tiny", routes).aliasOffset("en-tiny")).isEqualTo(2);
    }

    @Test
    void namesThatWereReadAndDoNotCountHereAreNotWaitedFor() {
        routes.note("en-tiny", new VoiceRoute(5L, List.of("2"))); // by one who takes them for the newest
        Registry before = registry(1, "1");
        Registry now = new Registry(before.releases(), before.aliases(), Map.of(), Map.of("en-tiny", 1L), 6);
        Deque<Registry> read = new ArrayDeque<>(List.of(now, before));
        VersionChoice choice = new VersionChoice(read::removeFirst, this::held);
        assertThat(choice.registry("en-tiny", routes)).isSameAs(now);
        assertThat(read).containsExactly(before);
    }

    @Test
    void aPartitionsRouteIsHandedOver(@TempDir Path state) {
        VoiceRoute route = new VoiceRoute(2L, List.of("2"));
        List<Optional<VoiceRoute>> before = new ArrayList<>();
        FakeVoices fake = new FakeVoices();
        Voices voices = new Voices() {
            @Override
            public Choice choose(
                    String language, Optional<String> voice, Optional<String> version, Bytes key, Routes partition) {
                before.add(partition.last("fake"));
                partition.note("fake", route);
                return fake.choose(language, voice, version, key);
            }

            @Override
            public Choice choose(String language, Optional<String> voice, Optional<String> version, Bytes key) {
                throw new AssertionError("a partition has routes");
            }

            @Override
            public Optional<String> languageOf(String voice) {
                return fake.languageOf(voice);
            }

            @Override
            public Lease lease(String voice, String version) {
                return fake.lease(voice, version);
            }
        };
        StoredStage<TextEvent> normalize = new StoredStage<>(
                Stage.NORMALIZE,
                state,
                () -> new NormalizeProcessor(
                        SpeechSettings.DEFAULT, voices, true, List.of("next"), new TestClock(Instant.EPOCH)));
        normalize.process("room", TestPipeline.event("u1", "hi").build());
        normalize.punctuate(); // forgets ids, not routes
        normalize.restart();
        normalize.process("room", TestPipeline.event("u2", "hi").build());
        assertThat(before).containsExactly(Optional.empty(), Optional.of(route));
    }
}
