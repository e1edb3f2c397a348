package sori.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;
import sori.kafka.TopicReader.Placed;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.synthesis.SourceOffset;
import sori.system.KafkaExtension;
import sori.system.TestedKafka;
import sori.trace.CarriedHeaders;

/** What failed is published again once, whoever asks and whatever is killed, on a real broker. */
@ExtendWith(KafkaExtension.class)
@Timeout(120)
class ReplayIT {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Replay.Options PLAIN = new Replay.Options(false, false, false);
    private static final Replay.Options FORCED = new Replay.Options(true, false, false);
    private static final Replay.Options DRY = new Replay.Options(false, false, true);

    private final Wire<TextEvent> event = new Wire<>(TextEvent.class);
    private final Wire<SpeechFailure> failure = new Wire<>(SpeechFailure.class);
    private KafkaAccess kafka;
    private Topic<TextEvent> texts;
    private Topic<SpeechFailure> failures;
    private KafkaProducer<Bytes, byte[]> producer;

    @BeforeEach
    void start(TestedKafka broker, TestInfo test) throws Exception {
        kafka = KafkaAccess.of(broker.bootstrap());
        String name = test.getTestMethod().orElseThrow().getName();
        texts = Topics.TEXT.named(name + ".text");
        failures = Topics.FAILURES.named(name + ".failures");
        try (Admin admin = kafka.admin()) {
            TopicPlan.ofTopics(TopicSettings.DEFAULT.withPartitions(3), List.of(texts, failures))
                    .create(admin);
        }
        producer = new KafkaProducer<>(kafka.producer(), new BytesSerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        producer.close();
    }

    private SourceOffset publish(@Nullable String key, byte[] value, String trace) throws Exception {
        Bytes bytes = key == null ? null : Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
        ProducerRecord<Bytes, byte[]> record = new ProducerRecord<>(texts.name(), bytes, value);
        record.headers().add("traceparent", trace.getBytes(StandardCharsets.UTF_8));
        var at = producer.send(record).get();
        return new SourceOffset(at.topic(), at.partition(), at.offset());
    }

    private SourceOffset publish(@Nullable String key, TextEvent value) throws Exception {
        return publish(key, event.encode(value), "00-1");
    }

    private static TextEvent.Builder text(@Nullable String id, String text) {
        return TextEvent.newBuilder().setUtteranceId(id).setText(text);
    }

    private void fail(SourceOffset source, String id, FailureReason reason, String stage, Instant when)
            throws Exception {
        SpeechFailure record = new SpeechFailure(
                id, stage, reason, "detail of " + id, source.topic(), source.partition(), source.offset(), when);
        producer.send(new ProducerRecord<>(
                        failures.name(), Bytes.wrap(id.getBytes(StandardCharsets.UTF_8)), failure.encode(record)))
                .get();
    }

    private void fail(SourceOffset source, String id, FailureReason reason) throws Exception {
        fail(source, id, reason, "mel", NOW.minusSeconds(60));
    }

    private Replay replay() {
        return new Replay(kafka, texts, failures, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<Placed<TextEvent>> replays() {
        List<Placed<TextEvent>> replays = new ArrayList<>();
        try (TopicReader<TextEvent> reader = TopicReader.fromBeginning(kafka, texts)) {
            while (!reader.atEnd()) {
                reader.pollPlaced(Duration.ofMillis(50)).stream()
                        .filter(placed -> placed.headers().lastHeader(CarriedHeaders.REPLAY_OF) != null)
                        .forEach(replays::add);
            }
        }
        return replays;
    }

    private static String header(Placed<?> placed, String name) {
        return new String(placed.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void goesOutAgainUnderItsKeyWithAnIdOfItsOwnAndALink() throws Exception {
        SourceOffset named = publish(
                "room",
                text("u1", "one")
                        .setVoice("v")
                        .setOptions(Map.of("cut", "clause"))
                        .build());
        SourceOffset keyless = publish(null, text(null, "two").build());
        SourceOffset json =
                publish("hall", "{\"utteranceId\":\"u3\",\"text\":\"three\"}".getBytes(StandardCharsets.UTF_8), "00-3");
        fail(named, "u1", FailureReason.INTERNAL);
        fail(keyless, keyless.id(), FailureReason.UNKNOWN_VOICE);
        fail(json, "u3", FailureReason.UNKNOWN_LANGUAGE);
        List<Replay.Replayed> told = new ArrayList<>();
        assertThat(replay().run(FailureFilter.ALL, DRY, told::add).replayed()).isEqualTo(3);
        assertThat(replays()).isEmpty();
        assertThat(told).hasSize(3);

        assertThat(replay().run(FailureFilter.ALL, PLAIN, told::add)).isEqualTo(new Replay.Outcome(3, Map.of()));
        assertThat(told.subList(3, 6)).isEqualTo(told.subList(0, 3));
        assertThat(replays()).hasSize(3).allSatisfy(again -> {
            SourceOffset source =
                    SourceOffset.parse(header(again, CarriedHeaders.REPLAY_OF)).orElseThrow();
            assertThat(again.partition()).isEqualTo(source.partition());
            String first = source.equals(named) ? "u1" : source.equals(json) ? "u3" : keyless.id();
            assertThat(again.value().getUtteranceId()).isEqualTo(first + ".replay-" + source.offset());
            assertThat(header(again, "traceparent")).isEqualTo(source.equals(json) ? "00-3" : "00-1");
            assertThat(again.key())
                    .isEqualTo(
                            source.equals(named)
                                    ? Bytes.wrap("room".getBytes(StandardCharsets.UTF_8))
                                    : source.equals(json) ? Bytes.wrap("hall".getBytes(StandardCharsets.UTF_8)) : null);
            assertThat(again.value().getText())
                    .isEqualTo(source.equals(named) ? "one" : source.equals(json) ? "three" : "two");
            assertThat(again.value().getOptions()).isEqualTo(source.equals(named) ? Map.of("cut", "clause") : Map.of());
        });
        assertThat(replay().run(FailureFilter.ALL, FORCED, told::add))
                .isEqualTo(new Replay.Outcome(0, Map.of("was replayed before", 3)));
        assertThat(replays()).hasSize(3);
        Failures list = new Failures(kafka, texts, failures);
        assertThat(list.list(FailureFilter.ALL, true, 10).latest()).isEmpty();
        assertThat(list.list(FailureFilter.ALL, false, 10).latest()).hasSize(3);
        assertThat(list.show(named).replays())
                .singleElement()
                .satisfies(again -> assertThat(again.utteranceId()).isEqualTo("u1.replay-" + named.offset()));
    }

    @Test
    void aReplayThatFailsIsReplayedByItself() throws Exception {
        SourceOffset first = publish("room", text("u1", "one").build());
        fail(first, "u1", FailureReason.INTERNAL);
        replay().run(FailureFilter.ALL, PLAIN, each -> {});
        Placed<TextEvent> again = replays().get(0);
        SourceOffset second = new SourceOffset(texts.name(), again.partition(), again.offset());
        fail(second, again.value().getUtteranceId(), FailureReason.INTERNAL);
        assertThat(replay().run(FailureFilter.ALL, PLAIN, each -> {}).replayed())
                .isEqualTo(1);
        assertThat(replays()).hasSize(2);
        Placed<TextEvent> third = replays().get(1);
        assertThat(third.value().getUtteranceId()).isEqualTo("u1.replay-" + second.offset());
        assertThat(header(third, CarriedHeaders.REPLAY_OF)).isEqualTo(second.id());
    }

    /** Every reason there is, by stage: by itself only what can be cured, by force all that this release can read. */
    @Test
    void whatCannotBeCuredTakesForce() throws Exception {
        Map<FailureReason, SourceOffset> places = new EnumMap<>(FailureReason.class);
        for (FailureReason reason : FailureReason.values()) {
            places.put(reason, publish("room", text("u-" + reason, "one").build()));
            fail(places.get(reason), "u-" + reason, reason);
        }
        SourceOffset expired = publish(
                "room", text("late", "x").setExpiresAt(NOW.minusSeconds(1)).build());
        fail(expired, "late", FailureReason.INTERNAL);
        SourceOffset unreadable = publish("room", new byte[] {1, 2, 3}, "00-1");
        fail(unreadable, unreadable.id(), FailureReason.UNDECODABLE);
        fail(new SourceOffset("speech.mel", 0, 5), "between", FailureReason.UNDECODABLE);
        fail(new SourceOffset(texts.name(), 1, 999_999), "gone", FailureReason.INTERNAL);
        fail(new SourceOffset(texts.name(), 77, 0), "nowhere", FailureReason.INTERNAL);

        Replay.Outcome outcome = replay().run(FailureFilter.ALL, PLAIN, each -> {});
        assertThat(outcome.replayed()).isEqualTo(3);
        assertThat(outcome.left().values().stream().mapToInt(count -> count).sum())
                .isEqualTo(FailureReason.values().length - 3 + 5);
        Replay.Outcome forced = replay().run(FailureFilter.ALL, FORCED, each -> {});
        assertThat(forced.replayed()).isEqualTo(FailureReason.values().length - 3 + 1);
        assertThat(forced.left())
                .containsOnlyKeys(
                        "was replayed before",
                        "this release cannot read its record",
                        "its record lies in speech.mel, not in " + texts.name(),
                        texts.name() + " has its record no more");
        assertThat(replays())
                .allMatch(again -> again.value().getExpiresAt() == null)
                .hasSize(FailureReason.values().length + 1);
    }

    @Test
    void aTextInPartsGoesOutWhole() throws Exception {
        SourceOffset first = publish(
                "room",
                text("u1", "one")
                        .setVoice("v")
                        .setPart(new TextPart(0, false, false))
                        .build());
        publish(
                "hall",
                text("u1", "not mine").setPart(new TextPart(1, true, false)).build());
        publish(
                "room",
                text("u1", " three.").setPart(new TextPart(2, false, true)).build());
        publish(
                "room",
                text("other", "no").setPart(new TextPart(1, false, false)).build());
        SourceOffset second = publish(
                "room",
                text("u1", " two").setPart(new TextPart(1, false, false)).build());
        publish(
                "room",
                text("u1", " four").setPart(new TextPart(3, true, false)).build());
        publish(
                "room",
                text("u1", " five").setPart(new TextPart(4, false, false)).build());
        fail(first, "u1", FailureReason.INTERNAL);
        fail(second, "u1", FailureReason.PART_REFUSED);
        SourceOffset open = publish(
                "lane",
                text("u2", "never").setPart(new TextPart(0, false, false)).build());
        publish("lane", text("u2", "lost").setPart(new TextPart(2, true, false)).build());
        fail(open, "u2", FailureReason.PART_MISSING);
        List<Replay.Replayed> told = new ArrayList<>();
        Replay.Outcome outcome = replay().run(FailureFilter.ALL, FORCED, told::add);
        assertThat(outcome.left()).containsOnlyKeys("it is a part that its text went on without");
        assertThat(replays())
                .extracting(again -> again.value().getText())
                .containsExactlyInAnyOrder("one two three. four", "never");
        assertThat(replays()).allMatch(again -> again.value().getPart() == null);
        assertThat(told).filteredOn(each -> each.source().equals(first)).allMatch(Replay.Replayed::halfHeard);
    }

    @Test
    void filtersTellWhatIsMeant() throws Exception {
        for (int i = 0; i < 12; i++) {
            SourceOffset source = publish(
                    "room",
                    text("u" + i, "x")
                            .setVoice(i % 2 == 0 ? "a" : null)
                            .setVoiceVersion(i % 4 == 0 ? "2" : null)
                            .build());
            fail(
                    source,
                    "u" + i,
                    i % 3 == 0 ? FailureReason.CUT : FailureReason.INTERNAL,
                    i < 6 ? "mel" : "vocode",
                    NOW.plusSeconds(i));
        }
        Failures list = new Failures(kafka, texts, failures);
        assertThat(ids(list, new FailureFilter(Set.of(), Set.of(FailureReason.CUT), null, null, null, null)))
                .containsExactly("u0", "u3", "u6", "u9");
        assertThat(ids(list, new FailureFilter(Set.of(), Set.of(), "vocode", null, null, "a")))
                .containsExactly("u6", "u8", "u10");
        assertThat(ids(list, new FailureFilter(Set.of(), Set.of(), null, null, null, "a@2")))
                .containsExactly("u0", "u4", "u8");
        assertThat(ids(list, new FailureFilter(Set.of(), Set.of(), null, NOW.plusSeconds(3), NOW.plusSeconds(5), null)))
                .containsExactly("u3", "u4");
        Failures.Page page = list.list(FailureFilter.ALL, false, 5);
        assertThat(page.all()).isEqualTo(12);
        assertThat(page.latest())
                .extracting(each -> each.failure().getUtteranceId())
                .containsExactly("u7", "u8", "u9", "u10", "u11");
        assertThat(replay().run(new FailureFilter(Set.of(), Set.of(), "vocode", null, null, "a"), DRY, each -> {})
                        .replayed())
                .isEqualTo(2);
    }

    private static List<String> ids(Failures list, FailureFilter filter) {
        return list.list(filter, false, 100).latest().stream()
                .map(each -> each.failure().getUtteranceId())
                .toList();
    }

    private List<SourceOffset> many(int count) throws Exception {
        List<SourceOffset> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sources.add(publish("key" + i, text("u" + i, "x").build()));
            fail(sources.get(i), "u" + i, FailureReason.INTERNAL);
        }
        return sources;
    }

    private void everyOneOnce(List<SourceOffset> sources) {
        List<String> links = replays().stream()
                .map(again -> header(again, CarriedHeaders.REPLAY_OF))
                .toList();
        assertThat(links).doesNotHaveDuplicates().hasSameSizeAs(sources);
        assertThat(new HashSet<>(links))
                .isEqualTo(new HashSet<>(sources.stream().map(SourceOffset::id).toList()));
    }

    @Test
    void whatIsCutOffInTheMiddleCountsNothingAndIsTakenUp() throws Exception {
        List<SourceOffset> sources = many(120);
        int[] commits = {0};
        assertThatThrownBy(() -> replay().run(FailureFilter.ALL, PLAIN, each -> {}, () -> {
                    if (++commits[0] == 2) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        assertThat(replays()).hasSize(50);
        Replay.Outcome rest = replay().run(FailureFilter.ALL, PLAIN, each -> {});
        assertThat(rest).isEqualTo(new Replay.Outcome(70, Map.of("was replayed before", 50)));
        everyOneOnce(sources);
    }

    /** The first hangs with its transaction open, as one that is killed does; and then it goes on, which one that is killed does not. */
    @Test
    void ofTwoAtOnceTheLaterOneFinishesAndNothingGoesOutTwice() throws Exception {
        List<SourceOffset> sources = many(120);
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        int[] commits = {0};
        Future<Replay.Outcome> first = thread.submit(() -> replay().run(FailureFilter.ALL, PLAIN, each -> {}, () -> {
            if (++commits[0] == 2) {
                hangs.countDown();
                try {
                    goesOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }));
        hangs.await();
        Replay.Outcome second = replay().run(FailureFilter.ALL, PLAIN, each -> {});
        assertThat(second).isEqualTo(new Replay.Outcome(70, Map.of("was replayed before", 50)));
        goesOn.countDown();
        assertThatThrownBy(first::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(Throwable.class)
                .satisfies(e ->
                        assertThat(e.getCause()).isInstanceOf(Refusal.class).hasMessageContaining("somebody else"));
        thread.shutdown();
        everyOneOnce(sources);
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> new Failures(kafka, texts, Topics.FAILURES.named("nobody.made.it")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("nobody.made.it");
        Failures.Shown nothing = new Failures(kafka, texts, failures).show(new SourceOffset(texts.name(), 0, 5));
        assertThat(nothing.failures()).isEmpty();
        assertThat(nothing.original()).isEqualTo(Optional.empty());
    }
}
