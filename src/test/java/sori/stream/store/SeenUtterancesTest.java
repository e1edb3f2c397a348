package sori.stream.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.cluster.ClusterLimits;
import sori.kafka.Decoded;
import sori.kafka.KafkaAccess;
import sori.kafka.UtteranceName;
import sori.kafka.Wire;
import sori.schema.SeenUtterance;
import sori.schema.StoreFormat;
import sori.schema.TextEvent;
import sori.schema.VoiceRoute;
import sori.stream.StreamsProperties;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Stages;
import sori.stream.stage.StoredStage;
import sori.stream.stage.TestClock;
import sori.stream.store.SeenUtterances.Chosen;
import sori.stream.store.SeenUtterances.Seen;
import sori.synthesis.SourceOffset;
import sori.synthesis.SpeechSettings;
import sori.synthesis.Stage;
import sori.topology.Nodes;
import sori.topology.TopologyFile;

/** Which event has an utterance's name, for how long, and what it costs to forget. */
class SeenUtterancesTest {
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final long WINDOW_MS = WINDOW.toMillis();
    private static final long NOW = 1_900_000_000_000L;
    private static final Chosen BY = new Chosen("en-tiny", "1");
    private static final Wire<SeenUtterance> WIRE = new Wire<>(SeenUtterance.class);

    @TempDir
    private Path state;

    private CountedStore store;
    private SeenUtterances seen;

    @BeforeEach
    void open() {
        store = CountedStore.open(state);
        seen = reopened();
    }

    private SeenUtterances reopened() {
        return new SeenUtterances(store.counted(), WINDOW, true);
    }

    private static SourceOffset event(long offset) {
        return new SourceOffset("speech.text", 0, offset);
    }

    private static UtteranceName name(String key, String id) {
        return UtteranceName.of(key, id);
    }

    private Seen meet(String key, String id, long offset, long nowMs) {
        return seen.meet(name(key, id), event(offset), BY, nowMs);
    }

    @Test
    void aNameIsTakenUntilItsWindowHasPassed() {
        assertThat(meet("room", "u", 1, NOW)).isEqualTo(new Seen(false, event(1), 0));
        assertThat(meet("room", "u", 2, NOW + WINDOW_MS - 1)).isEqualTo(new Seen(true, event(1), 0));
        assertThat(meet("room", "u", 3, NOW + WINDOW_MS)).isEqualTo(new Seen(false, event(3), 0));
        assertThat(meet("room", "u", 4, NOW + 2 * WINDOW_MS - 1)).isEqualTo(new Seen(true, event(3), 0));
    }

    @Test
    void theSameEventHasItsNameAgainAndItsVersion() {
        meet("room", "u", 1, NOW);
        assertThat(seen.chosenBefore(name("room", "u"), event(1))).contains(BY);
        assertThat(seen.chosenBefore(name("room", "u"), event(2))).isEmpty();
        assertThat(seen.chosenBefore(name("hall", "u"), event(1))).isEmpty();
        assertThat(meet("room", "u", 1, NOW + 5)).isEqualTo(new Seen(false, event(1), 1));
        assertThat(meet("room", "u", 1, NOW + WINDOW_MS)).isEqualTo(new Seen(false, event(1), 2));
        seen.forget(NOW + WINDOW_MS);
        assertThat(store.utterances()).as("as old as it was at first").isZero();
    }

    @Test
    void theStageSpeaksAnIdOnceUnderEachKey() {
        TestClock clock = new TestClock(Instant.EPOCH);
        StoredStage<TextEvent> normalize =
                new StoredStage<>(Stage.NORMALIZE, state, Stages.normalize(new FakeVoices(), true, clock));
        for (String key : List.of("room", "hall", "room", "hall")) {
            normalize.process(key, TestPipeline.event("u1", "hi").build());
        }
        assertThat(normalize.forwarded())
                .extracting(each -> each.getSchema().getName())
                .containsExactly("Segment", "Segment", "SpeechFailure", "SpeechFailure");

        clock.now = clock.now.plusSeconds(SpeechSettings.DEFAULT.duplicateWindowSeconds());
        normalize.punctuate();
        assertThat(normalize.stored()).as("the layout").isEqualTo(1);
    }

    /** Where one ends and the other begins must not be guessed from the bytes. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void everyPairOfKeyAndIdIsAnUtteranceOfItsOwn(long seed) {
        Random random = new Random(seed);
        Set<UtteranceName> names = new HashSet<>();
        while (names.size() < 500) {
            names.add(new UtteranceName(key(random), id(random)));
        }
        long offset = 0;
        Map<UtteranceName, SourceOffset> had = new HashMap<>();
        for (UtteranceName name : names) {
            SourceOffset event = event(offset++);
            assertThat(seen.meet(name, event, BY, NOW).taken()).as("%s", name).isFalse();
            had.put(name, event);
        }
        for (UtteranceName name : names) {
            assertThat(seen.meet(name, event(offset++), BY, NOW).by()).isEqualTo(had.get(name));
        }
        assertThat(store.utterances()).isEqualTo(500);
        seen.forget(NOW + WINDOW_MS);
        assertThat(store.utterances()).isZero();
        assertThat(store.records()).as("but for the layout").isEqualTo(1);
    }

    /** Of few bytes, so that many begin alike; those that tell records apart are among them. */
    private static Bytes key(Random random) {
        byte[] key = new byte[random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = new byte[] {0, 1, 2, 3, 0x20, 'a', -1}[random.nextInt(7)];
        }
        return Bytes.wrap(key);
    }

    private static String id(Random random) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i <= random.nextInt(4); i++) {
            id.append(List.of(" ", "a", "/", "\u00ff", "\u0390", "\uac00", "\ud83d\udd0a")
                    .get(random.nextInt(7)));
        }
        return id.toString();
    }

    @Test
    void forgettingReadsOnlyTheIndexOfWhatIsForgotten() {
        int old = 2000;
        int young = 3000;
        for (int i = 0; i < old + young; i++) {
            meet("room-" + i % 7, "u" + i, i, i < old ? NOW : NOW + 1);
        }
        store.reset();
        seen.forget(NOW + WINDOW_MS);
        assertThat(store.utterances()).isEqualTo(young);
        assertThat(store.gets)
                .as("nothing is looked up, and so nothing decoded")
                .isZero();
        assertThat(store.iterated).isEqualTo(old);
        assertThat(store.iteratedBytes).as("the index has no values").isZero();
        assertThat(store.scans).isZero();

        store.reset();
        seen.forget(NOW + WINDOW_MS);
        assertThat(store.iterated).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void whatIsForgottenIsWhatIsOldWheneverItCame(long seed) {
        Random random = new Random(seed);
        Map<UtteranceName, Long> since = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            UtteranceName name = name("room-" + random.nextInt(3), "u" + random.nextInt(300));
            long at = NOW + i * 1000L + random.nextInt(60_000) - 30_000; // clocks are put right, too
            Seen met = seen.meet(name, event(i), BY, at);
            Long before = since.get(name);
            assertThat(met.taken()).isEqualTo(before != null && at - before < WINDOW_MS);
            if (!met.taken()) {
                since.put(name, at);
            }
            if (i % 60 == 0) {
                seen.forget(at);
                since.values().removeIf(each -> at - each >= WINDOW_MS);
                assertThat(store.utterances()).isEqualTo(since.size());
            }
            if (random.nextInt(500) == 0) {
                seen = reopened();
            }
        }
    }

    @Test
    void oneThatIsSeenByAWrongClockTakesNoOtherAlong() {
        meet("room", "before", 1, NOW);
        meet("room", "ahead", 2, NOW + Duration.ofDays(365).toMillis());
        meet("room", "behind", 3, -1);
        seen.forget(NOW);
        assertThat(meet("room", "before", 4, NOW + 1).taken()).isTrue();
        assertThat(store.utterances()).as("before, ahead").isEqualTo(2);
    }

    @Test
    void whatAClockDatedFarAheadIsNotKeptForEver() {
        meet("room", "ahead", 1, NOW + Duration.ofDays(365).toMillis());
        long now = NOW;
        for (int minute = 0; minute < WINDOW.toMinutes(); minute++) {
            now += 60_000;
            meet("room", "u" + minute, 2 + minute, now);
            seen.forget(now);
        }
        assertThat(meet("room", "ahead", 50, now).taken()).isTrue();
        seen.forget(now + 60_000);
        assertThat(meet("room", "ahead", 51, now + 60_000).taken()).isFalse();
        assertThat(meet("room", "u9", 52, now + 60_000).taken()).isTrue();
    }

    @Test
    void aClockThatIsFarBehindForAWhileLosesNothing() {
        meet("room", "u", 1, NOW);
        seen = reopened(); // on a machine that believes it is 1970
        for (int minute = 0; minute < WINDOW.toMinutes(); minute++) {
            seen.forget(60_000L * minute);
        }
        assertThat(meet("room", "u", 2, NOW + WINDOW_MS - 1).taken()).isTrue();
    }

    private void writeOldLayout(Map<String, SeenUtterance> entries, int layout) {
        if (layout > 1) {
            byte[] note = new Wire<>(StoreFormat.class).encode(new StoreFormat(layout, true));
            store.put("", note);
        }
        entries.forEach((id, value) -> store.put(id, WIRE.encode(value)));
    }

    private static SeenUtterance old(long offset, long seenAt) {
        return new SeenUtterance("speech.text", 0, offset, 2, seenAt, "en-tiny", "1", 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatAnOlderLayoutHoldsAnswersForItsIdUnderAnyKey(int layout) {
        store.clear();
        Map<String, SeenUtterance> entries = new HashMap<>();
        for (int i = 0; i < 25_000; i++) { // more than are taken over together
            entries.put("u-" + i, old(i, NOW - i % 1000));
        }
        entries.put(" \u00e9\ud83d\udd0a", old(30_000, NOW));
        writeOldLayout(entries, layout);
        store.put("broken", new byte[] {1, 2, 3});
        VoiceRoute route = new VoiceRoute(7L, List.of("1"), List.of());
        new StoredRoutes(store.counted()).note("en-tiny", route);

        seen = reopened();
        assertThat(store.utterances()).isEqualTo(entries.size());
        assertThat(new StoredRoutes(store.counted()).last("en-tiny")).contains(route);
        entries.forEach((id, value) -> {
            SourceOffset by = event(value.getSourceOffset());
            assertThat(seen.chosenBefore(name("any-" + id, id), by)).contains(BY);
            assertThat(seen.meet(name("other", id), event(90_000), BY, NOW)).isEqualTo(new Seen(true, by, 0));
        });
        store.reset();
        seen = reopened();
        assertThat(store.iterated).as("it is done once").isZero();
        seen.forget(NOW + WINDOW_MS);
        assertThat(store.records()).as("layout and route").isEqualTo(2);
    }

    @Test
    void theVeryEventOfAnOlderLayoutGetsItsKey() {
        store.clear();
        writeOldLayout(Map.of("u", old(5, NOW)), 3);
        seen = reopened();
        assertThat(meet("room", "u", 5, NOW + 1)).isEqualTo(new Seen(false, event(5), 3));
        assertThat(meet("hall", "u", 6, NOW + 2)).as("now another").isEqualTo(new Seen(false, event(6), 0));
        assertThat(store.utterances()).isEqualTo(2);
    }

    @Test
    void aTakeoverThatWasCutOffGoesOn() {
        store.clear();
        Map<String, SeenUtterance> entries = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            entries.put("u-" + i, old(i, NOW));
        }
        writeOldLayout(entries, 3);
        store.breakAfter(70);
        assertThatThrownBy(this::reopened).hasMessage("killed");
        store.breakAfter(Integer.MAX_VALUE);
        seen = reopened();
        assertThat(store.utterances()).isEqualTo(entries.size());
        entries.forEach((id, value) ->
                assertThat(meet("room", id, 1000, NOW)).isEqualTo(new Seen(true, event(value.getSourceOffset()), 0)));
    }

    @Test
    void aLaterLayoutIsRefusedBeforeAnythingIsRead() {
        store.put("", new Wire<>(StoreFormat.class).encode(new StoreFormat(StoreLayout.SEEN + 1, true)));
        assertThatThrownBy(this::reopened)
                .isInstanceOf(StateRefusedException.class)
                .hasMessageContaining("normalize-seen")
                .hasMessageContaining("this release knows " + StoreLayout.SEEN);
    }

    /** Counts what is asked of a store. */
    private static final class CountedStore {
        private final KeyValueStore<Bytes, byte[]> all;
        private int gets;
        private int scans;
        private int iterated;
        private int iteratedBytes;
        private int writesLeft = Integer.MAX_VALUE;

        private CountedStore(KeyValueStore<Bytes, byte[]> all) {
            this.all = all;
        }

        static CountedStore open(Path state) {
            KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(Nodes.seen()), Serdes.Bytes(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .build();
            MockProcessorContext<Void, Void> context = new MockProcessorContext<>(
                    StreamsProperties.of(TopologyFile.SPEECH, KafkaAccess.of("none:1"), state, ClusterLimits.USUAL),
                    new TaskId(0, 0),
                    state.toFile());
            store.init(context.getStateStoreContext(), store);
            return new CountedStore(store);
        }

        @SuppressWarnings("unchecked")
        KeyValueStore<Bytes, byte[]> counted() {
            return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                    KeyValueStore.class.getClassLoader(),
                    new Class<?>[] {KeyValueStore.class},
                    (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "get" -> gets++;
                            case "all" -> scans++;
                            case "put", "delete" -> {
                                if (writesLeft-- <= 0) {
                                    throw new IllegalStateException("killed");
                                }
                            }
                            default -> {}
                        }
                        Object result = method.invoke(all, arguments);
                        return result instanceof KeyValueIterator<?, ?> iterator ? counted(iterator) : result;
                    });
        }

        private Object counted(KeyValueIterator<?, ?> iterator) {
            return Proxy.newProxyInstance(
                    KeyValueIterator.class.getClassLoader(),
                    new Class<?>[] {KeyValueIterator.class},
                    (proxy, method, arguments) -> {
                        Object result = method.invoke(iterator, arguments);
                        if (result instanceof KeyValue<?, ?> entry) {
                            iterated++;
                            iteratedBytes += ((byte[]) entry.value).length;
                        }
                        return result;
                    });
        }

        void reset() {
            gets = 0;
            scans = 0;
            iterated = 0;
            iteratedBytes = 0;
        }

        void breakAfter(int writes) {
            writesLeft = writes;
        }

        void put(String key, byte[] value) {
            all.put(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), value);
        }

        private List<Bytes> keys() {
            List<Bytes> keys = new ArrayList<>();
            try (KeyValueIterator<Bytes, byte[]> each = all.all()) {
                each.forEachRemaining(entry -> keys.add(entry.key));
            }
            return keys;
        }

        void clear() {
            keys().forEach(all::delete);
        }

        int records() {
            return keys().size();
        }

        /** Utterances, each of which is in the index once. */
        int utterances() {
            Set<Bytes> utterances = new HashSet<>();
            Set<Bytes> indexed = new HashSet<>();
            for (Bytes key : keys()) {
                byte kind = key.get().length == 0 ? 0 : key.get()[0];
                if (kind == 1 || kind == 3) {
                    utterances.add(key);
                } else if (kind == 2) {
                    assertThat(indexed.add(SeenKeys.indexed(key))).isTrue();
                    SeenUtterance value = ((Decoded.Value<SeenUtterance>)
                                    WIRE.decode(Objects.requireNonNull(all.get(SeenKeys.indexed(key)))))
                            .value();
                    assertThat(key).isEqualTo(SeenKeys.index(value.getSeenAt(), SeenKeys.indexed(key)));
                }
            }
            assertThat(indexed).isEqualTo(utterances);
            return utterances.size();
        }
    }
}
