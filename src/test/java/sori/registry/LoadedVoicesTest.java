package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.graph.TinyVoice;
import sori.registry.LoadedVoices.Held;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;
import sori.schema.ModelState;
import sori.voice.VoicePackage;

/** Which versions are open, and for how long. */
class LoadedVoicesTest {
    private static final int VERSIONS = VoiceSlots.MOST_UNWANTED + 5;
    private static final Map<String, Release> RELEASES = new HashMap<>();

    private final List<String> open = new ArrayList<>();
    private final Map<String, IOException> failing = new HashMap<>();
    private final Map<String, String> givenUp = new HashMap<>();
    private final LoadedVoices<FakeVoice> loaded = new LoadedVoices<>(new Loader(), Duration.ZERO);

    private final class Loader implements VoiceLoader<FakeVoice> {
        @Override
        public FakeVoice load(Release release) throws IOException {
            return LoadedVoicesTest.this.load(release);
        }

        @Override
        public Optional<String> givenUp(FakeVoice voice) {
            return Optional.ofNullable(givenUp.get(voice.version));
        }

        @Override
        public long memoryBytes(FakeVoice voice) {
            return 1000L * Integer.parseInt(voice.version);
        }
    }

    /** Notes whether it is open. */
    private final class FakeVoice implements AutoCloseable {
        private final String version;

        private FakeVoice(String version) {
            this.version = version;
            open.add(version);
        }

        @Override
        public void close() {
            open.remove(version);
        }
    }

    private FakeVoice load(Release release) throws IOException {
        String version = release.id().version();
        if (failing.containsKey(version)) {
            throw failing.get(version);
        }
        return new FakeVoice(version);
    }

    @BeforeAll
    static void writeVoices(@TempDir Path folder) throws IOException {
        for (int i = 1; i <= VERSIONS; i++) {
            String version = String.valueOf(i);
            VoicePackage files = TinyVoice.write(folder.resolve(version), "en-tiny", version, i);
            List<ModelArtifact> artifacts = files.manifest().files().entrySet().stream()
                    .map(entry -> new ModelArtifact(
                            entry.getKey(),
                            entry.getValue().sha256(),
                            entry.getValue().bytes()))
                    .toList();
            String manifest = Files.readString(folder.resolve(version).resolve(VoicePackage.MANIFEST));
            Instant then = Instant.ofEpochMilli(1);
            ModelRelease record =
                    new ModelRelease("en-tiny", version, manifest, artifacts, 1 << 19, 0L, then, "me", null);
            RELEASES.put(version, Release.of(record, i));
        }
    }

    private static ModelId id(String version) {
        return new ModelId("en-tiny", version);
    }

    /** The registry with these versions published and the last one stable, and nothing remembered. */
    private static Registry registry(String stable, String... versions) {
        Map<ModelId, Release> releases = new TreeMap<>();
        for (String version : versions) {
            releases.put(id(version), RELEASES.get(version));
        }
        Alias alias = new Alias(Alias.STABLE, stable, OptionalInt.empty());
        Aliases aliases = new Aliases("en-tiny", List.of(alias), List.of());
        return new Registry(releases, Map.of("en-tiny", aliases), Map.of(), Map.of(), 0);
    }

    private void workUntilIdle() throws InterruptedException {
        while (loaded.work(Duration.ZERO)) {}
    }

    @Test
    void ofVersionsWithoutANameOnlySoManyAreLoadedAtOnce() throws Exception {
        LoadedVoices<FakeVoice> patient = new LoadedVoices<>(new Loader(), Duration.ofHours(1));
        patient.follow(
                registry("1", RELEASES.keySet().toArray(String[]::new))); // two are wanted: stable and the latest
        Map<String, LoadedVoices<FakeVoice>.Lease> leases = new TreeMap<>();
        RELEASES.keySet().forEach(version -> leases.put(version, patient.lease(id(version))));
        Set<String> spoken = new TreeSet<>();
        while (!leases.isEmpty()) {
            while (patient.work(Duration.ZERO)) {
                assertThat(open).hasSizeLessThanOrEqualTo(2 + VoiceSlots.MOST_UNWANTED);
            }
            assertThat(open)
                    .as("as many as may be")
                    .hasSizeGreaterThanOrEqualTo(Math.min(leases.size(), 2 + VoiceSlots.MOST_UNWANTED));
            String done =
                    leases.keySet().stream().filter(open::contains).findFirst().orElseThrow();
            spoken.add(done);
            Objects.requireNonNull(leases.remove(done)).close();
        }
        assertThat(spoken).hasSize(VERSIONS);
        patient.close();
    }

    @Test
    void namesThatStandForNothingAreNotRemembered() {
        LoadedVoices<FakeVoice> patient = new LoadedVoices<>(new Loader(), Duration.ofMinutes(1));
        for (int i = 0; i < 1000; i++) {
            try (LoadedVoices<FakeVoice>.Lease lease = patient.lease(new ModelId("nobody-" + i, "1"))) {
                assertThat(lease.held()).isInstanceOf(LoadedVoices.Held.Coming.class);
            }
        }
        assertThat(patient.states()).isEmpty();
    }

    @Test
    void loadsWhatHasANameAndWhatIsNewest() throws Exception {
        loaded.follow(registry("1", "1", "2", "3"));
        assertThat(loaded.settled()).isFalse();
        workUntilIdle();
        assertThat(open).containsExactlyInAnyOrder("1", "3");
        assertThat(loaded.settled()).isTrue();
        assertThat(loaded.held(id("1"))).isInstanceOf(Held.Ready.class);
        assertThat(loaded.held(id("2"))).isInstanceOf(Held.Coming.class);
    }

    @Test
    void aVersionThatNobodyWantsIsClosedAfterItsLastLease() throws Exception {
        loaded.follow(registry("1", "1"));
        workUntilIdle();
        try (LoadedVoices<FakeVoice>.Lease first = loaded.lease(id("1"))) {
            LoadedVoices<FakeVoice>.Lease second = loaded.lease(id("1"));
            loaded.follow(registry("2", "1", "2"));
            workUntilIdle();
            second.close();
            second.close(); // counts once
            workUntilIdle();
            assertThat(open).containsExactlyInAnyOrder("1", "2");
            assertThat(first.held()).isInstanceOf(Held.Ready.class);
            assertThat(loaded.needed()).containsExactly("en-tiny@1");
        }
        workUntilIdle();
        assertThat(open).containsExactly("2");
        assertThat(loaded.needed()).isEmpty();
    }

    @Test
    void aVersionThatSomebodyNeedsIsLoadedOnDemand() throws Exception {
        loaded.follow(registry("3", "1", "3"));
        workUntilIdle();
        try (LoadedVoices<FakeVoice>.Lease lease = loaded.lease(id("1"))) {
            assertThat(lease.held()).isInstanceOf(Held.Coming.class);
            workUntilIdle();
            assertThat(lease.held()).isInstanceOf(Held.Ready.class);
        }
    }

    @Test
    void aVersionThatComesLaterIsWaitedFor() throws Exception {
        loaded.follow(registry("1", "1"));
        try (LoadedVoices<FakeVoice>.Lease lease = loaded.lease(id("2"))) {
            workUntilIdle();
            assertThat(lease.held()).isEqualTo(new Held.Coming<>("the registry has no en-tiny@2"));
            loaded.follow(registry("1", "1", "2"));
            workUntilIdle();
            assertThat(lease.held()).isInstanceOf(Held.Ready.class);
        }
    }

    @Test
    void aBadVersionIsRejectedAndChangesNothing() throws Exception {
        failing.put("2", new ModelRefusedException("it sounds of nothing"));
        loaded.follow(registry("1", "1", "2"));
        workUntilIdle();
        assertThat(open).containsExactly("1");
        assertThat(loaded.settled()).isTrue();
        assertThat(loaded.held(id("2"))).isEqualTo(new Held.Rejected<>("en-tiny@2 was rejected: it sounds of nothing"));
        assertThat(loaded.states())
                .extracting(state -> state.getVersion() + " " + state.getState() + " " + state.getReason())
                .containsExactly("1 " + ModelState.LOADED + " ", "2 " + ModelState.REJECTED + " it sounds of nothing");
    }

    @Test
    void aVersionThatIsGivenUpWhileItSpeaksIsRejectedAndClosedBehindItsLastLease() throws Exception {
        loaded.follow(registry("1", "1", "2"));
        workUntilIdle();
        try (LoadedVoices<FakeVoice>.Lease lease = loaded.lease(id("2"))) {
            assertThat(lease.held()).isInstanceOf(Held.Ready.class);
            givenUp.put("2", "decoder.onnx did not come to an end");
            assertThat(loaded.work(Duration.ZERO)).as("it is to be told").isTrue();
            workUntilIdle();
            assertThat(lease.held())
                    .isEqualTo(new Held.Rejected<>("en-tiny@2 was rejected: decoder.onnx did not come to an end"));
            assertThat(open).as("whoever speaks by it is not cut off").containsExactlyInAnyOrder("1", "2");
        }
        workUntilIdle();
        assertThat(open).as("and it is not loaded again").containsExactly("1");
        assertThat(loaded.held(id("2"))).isInstanceOf(Held.Rejected.class);
        assertThat(loaded.held(id("1"))).isInstanceOf(Held.Ready.class);
    }

    @Test
    void tellsWhatAVersionTakes() throws Exception {
        loaded.follow(registry("1", "1", "3"));
        workUntilIdle();
        assertThat(loaded.states())
                .extracting(state -> state.getVersion() + " " + state.getMemoryBytes())
                .containsExactly("1 1000", "3 3000");
    }

    @Test
    void aReasonOfAnyLengthIsCut() throws Exception {
        failing.put("1", new ModelRefusedException("x".repeat(1_000_000)));
        loaded.follow(registry("1", "1"));
        workUntilIdle();
        assertThat(loaded.states().get(0).getReason()).hasSizeLessThan(3_000);
    }

    @Test
    void whatCannotBeFetchedNowIsNotRejected() throws Exception {
        failing.put("1", new IOException("the disk is full"));
        loaded.follow(registry("1", "1"));
        workUntilIdle();
        assertThat(loaded.held(id("1")))
                .isInstanceOfSatisfying(
                        Held.Coming.class, coming -> assertThat(coming.why()).contains("the disk is full"));
        assertThat(loaded.settled()).isFalse();
    }

    @Test
    void closingClosesEverythingWhoeverNeedsIt() throws Exception {
        loaded.follow(registry("1", "1"));
        workUntilIdle();
        try (LoadedVoices<FakeVoice>.Lease lease = loaded.lease(id("1"))) {
            loaded.close();
            assertThat(open).isEmpty();
            assertThat(lease.held()).isInstanceOf(Held.Coming.class);
        }
    }
}
