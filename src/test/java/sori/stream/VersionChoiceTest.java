package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.graph.TinyVoice;
import sori.registry.Alias;
import sori.registry.Aliases;
import sori.registry.LoadedVoices.Held;
import sori.registry.ModelId;
import sori.registry.Registry;
import sori.registry.Release;
import sori.schema.ModelRelease;
import sori.schema.RouteAlias;
import sori.schema.TextEvent;
import sori.schema.VoiceRoute;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Keys;
import sori.stream.stage.Stages;
import sori.stream.stage.StoredStage;
import sori.stream.stage.TestClock;
import sori.synthesis.Routes;
import sori.synthesis.Stage;
import sori.synthesis.Voices;
import sori.voice.VoiceManifest;

/** What becomes of a key when its partition moves between instances that know or have different things. */
class VersionChoiceTest {
    private static final Bytes KEY = Keys.named("room");
    private static VoiceManifest manifest;

    private final Map<ModelId, Held<String>> held = new HashMap<>();
    private long nanos;
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
        return choose(choice(), registry);
    }

    private String choose(VersionChoice choice, Registry registry) {
        List<ModelId> candidates = choice.candidates(registry, "en-tiny", Optional.empty(), KEY, routes);
        ModelId chosen = choice.usable(candidates, "en-tiny", routes).orElseThrow();
        choice.note(registry, chosen, routes);
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

    private VersionChoice choice() {
        return new VersionChoice(this::held, () -> nanos);
    }

    private String choose(Registry registry, Bytes key) {
        VersionChoice choice = choice();
        List<ModelId> candidates = choice.candidates(registry, "en-tiny", Optional.empty(), key, routes);
        return choice.usable(candidates, "en-tiny", routes).orElseThrow().version();
    }

    /** Two instances' keys, whatever shares the aliases give: who lags behind sends each where the other has. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anInstanceThatLagsBehindSendsEachKeyWhereAnotherDidAndWaitsForNothing(long seed) {
        Random random = new Random(seed);
        Registry before = registry(1, "1");
        Registry now = new Registry(
                before.releases(),
                Map.of("en-tiny", new Aliases("en-tiny", shares(random), List.of())),
                Map.of(),
                Map.of("en-tiny", 2L),
                3);
        List.of("1", "2", "3").forEach(this::ready);
        Map<Bytes, String> sent = new LinkedHashMap<>();
        for (int i = 0; i < 300; i++) {
            Bytes key = Keys.named("room-" + random.nextInt(1000));
            String version = choose(now, key);
            choice().note(now, id(version), routes);
            sent.put(key, version);
        }
        int noted = routes.noted.size();
        VoiceRoute route = routes.route.orElseThrow();
        held.clear(); // another instance, which has loaded what it has read of
        ready("1");
        sent.forEach((key, version) -> {
            assertThat(choose(before, key)).isEqualTo(version);
            choice().note(before, id(version), routes);
        });
        assertThat(routes.route).as("whoever is further on has noted more").contains(route);
        assertThat(routes.noted).hasSize(noted);
        sent.forEach((key, version) -> assertThat(choose(now, key)).isEqualTo(version));
    }

    private static List<Alias> shares(Random random) {
        List<Alias> aliases = new ArrayList<>();
        aliases.add(new Alias(Alias.STABLE, random.nextBoolean() ? "1" : "3", OptionalInt.empty()));
        aliases.add(new Alias("canary", "2", OptionalInt.of(1 + random.nextInt(60))));
        if (random.nextBoolean()) {
            aliases.add(new Alias("beta", "3", OptionalInt.of(1 + random.nextInt(30))));
        }
        return aliases;
    }

    @Test
    void whereTheTopicWasMadeAnewItsNamesCountAfterAMoment() {
        routes.note("en-tiny", new VoiceRoute(50L, List.of("2"), List.of(new RouteAlias(Alias.STABLE, "2", null))));
        ready("1");
        ready("2");
        VersionChoice choice = choice();
        Registry anew = registry(1, "1");
        assertThat(choose(choice, anew)).isEqualTo("2");
        nanos += VersionChoice.LONGEST_LAG.toNanos() - 1;
        assertThat(choose(choice, anew)).isEqualTo("2");
        assertThat(routes.route.orElseThrow().getOffset()).isEqualTo(50);
        nanos++;
        assertThat(choose(choice, anew)).isEqualTo("1");
        assertThat(routes.route.orElseThrow().getOffset()).isEqualTo(1);
    }

    @Test
    void whatIsReadIsNotMissedThoughItsNamesDoNotCountHere() {
        routes.note("en-tiny", new VoiceRoute(5L, List.of("2"), List.of(new RouteAlias(Alias.STABLE, "2", null))));
        ready("1");
        Registry before = registry(1, "1");
        Registry now = new Registry(before.releases(), before.aliases(), Map.of(), Map.of("en-tiny", 1L), 6);
        assertThat(choose(now)).isEqualTo("1");
    }

    @Test
    void aRouteOfAnEarlierReleaseTellsOnlyWhatItWasSentTo() {
        routes.note("en-tiny", new VoiceRoute(9L, List.of("2"), List.of()));
        ready("1");
        assertThat(choose(registry(2, "1", "2"), KEY)).isEqualTo("2");
        assertThat(choose(registry(2, "1"), KEY)).isEqualTo("1");
    }

    @Test
    void aPartitionsRouteIsHandedOver(@TempDir Path state) {
        VoiceRoute route = new VoiceRoute(2L, List.of("2"), List.of());
        List<Optional<VoiceRoute>> before = new ArrayList<>();
        FakeVoices fake = new FakeVoices();
        Voices voices = new Voices() {
            @Override
            public Choice choose(
                    String language, Optional<String> voice, Optional<String> version, byte[] key, Routes partition) {
                before.add(partition.last("fake"));
                partition.note("fake", route);
                return fake.choose(language, voice, version, key);
            }

            @Override
            public Choice choose(String language, Optional<String> voice, Optional<String> version, byte[] key) {
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
        StoredStage<TextEvent> normalize =
                new StoredStage<>(Stage.NORMALIZE, state, Stages.normalize(voices, true, new TestClock(Instant.EPOCH)));
        normalize.process("room", TestPipeline.event("u1", "hi").build());
        normalize.punctuate(); // forgets ids, not routes
        normalize.restart();
        normalize.process("room", TestPipeline.event("u2", "hi").build());
        assertThat(before).containsExactly(Optional.empty(), Optional.of(route));
    }
}
