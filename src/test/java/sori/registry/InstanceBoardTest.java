package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import sori.schema.ModelState;
import sori.schema.ModelStatus;
import sori.schema.ModelVoiceStatus;

/** Who is alive by the brokers' clock, which is years away from this machine's. */
class InstanceBoardTest {
    private static final long THEN = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();
    private static final TopicPartition STATUS = ModelTopics.only(ModelTopics.STATUS.name());

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private long nanos;
    private long offset;

    private InstanceBoard board(long brokerNow) {
        consumer.assign(List.of(STATUS));
        consumer.updateBeginningOffsets(Map.of(STATUS, 0L));
        consumer.seekToBeginning(List.of(STATUS));
        return new InstanceBoard(consumer, new BrokerTime(brokerNow, () -> nanos));
    }

    private void tells(String instance, long stampedMs) {
        tells(instance, stampedMs, -1);
    }

    @Test
    void ofMoreThanThereCouldBeThoseThatToldLastAreBelieved() {
        InstanceBoard board = board(THEN);
        int forged = 3_000;
        for (int i = 0; i < forged; i++) {
            tells("forged" + i + "x".repeat(20_000), THEN);
        }
        tells("here", THEN);
        List<String> live = names(board.live());
        assertThat(live).hasSizeBetween(500, 1_000).contains("here");
        for (int i = 0; i < 10 * forged; i++) {
            tells("here", THEN); // who tells again and again weighs as much as before
        }
        assertThat(names(board.live())).hasSameElementsAs(live);
    }

    private void tells(String instance, long stampedMs, long modelsEnd, ModelId... ids) {
        List<ModelId> loaded = List.of(ids);
        ModelStatus status = ModelStatus.newBuilder()
                .setInstance(instance)
                .setApplication("test")
                .setHost("here")
                .setStages(List.of("mel"))
                .setAt(Instant.EPOCH)
                .setHeapBytes(0)
                .setResidentBytes(0)
                .setVoices(loaded.stream()
                        .map(id -> new ModelVoiceStatus(id.voice(), id.version(), ModelState.LOADED, "", 1L, 0L))
                        .toList())
                .setNeeded(List.of())
                .setModelsEnd(modelsEnd)
                .build();
        byte[] value = ModelTopics.STATUS.value().serializer().serialize(STATUS.topic(), status);
        consumer.addRecord(new ConsumerRecord<>(
                STATUS.topic(),
                0,
                offset++,
                stampedMs,
                TimestampType.LOG_APPEND_TIME,
                0,
                value.length,
                instance,
                value,
                new RecordHeaders(),
                java.util.Optional.empty()));
        consumer.updateEndOffsets(Map.of(STATUS, offset));
    }

    private static List<String> names(List<ModelStatus> live) {
        return live.stream().map(ModelStatus::getInstance).toList();
    }

    @Test
    void whoeverWasSilentForFifteenSecondsIsGone() {
        InstanceBoard board = board(THEN);
        tells("gone", THEN - 15_000);
        tells("here", THEN - 14_000);
        assertThat(names(board.live())).containsExactly("here");
        nanos += Duration.ofMillis(1_001).toNanos();
        assertThat(board.live()).isEmpty();
        tells("here", THEN + 1_001);
        assertThat(names(board.live())).containsExactly("here");
    }

    @Test
    void whereTheClockCannotBeAskedTheNewestStampTellsIt() {
        InstanceBoard board = board(Long.MIN_VALUE / 2);
        tells("gone", THEN);
        tells("here", THEN + 20_000);
        assertThat(names(board.live())).containsExactly("here");
        nanos += Duration.ofSeconds(15).toNanos();
        assertThat(board.live()).isEmpty();
    }

    @Test
    void whoHasNotReadTheRegistrySoFarIsWaitedForUntilItHasOrIsGone() {
        InstanceBoard board = board(THEN);
        tells("follows", THEN, 8);
        tells("has-read-nothing", THEN, 0);
        tells("behind", THEN, 7);
        tells("of-an-older-release", THEN, -1);
        tells("killed", THEN - 15_000, 7);
        assertThat(board.awaitFollowed(8, Duration.ZERO)).containsExactly("behind", "has-read-nothing");
        tells("behind", THEN, 12);
        tells("has-read-nothing", THEN, 8);
        assertThat(board.awaitFollowed(8, Duration.ZERO)).isEmpty();
    }

    @Test
    void whatWasToldOfAVersionBeforeItWasAskedForIsNotBelieved() throws Exception {
        InstanceBoard board = board(THEN);
        ModelId two = ModelId.parse("en-try@2");
        tells("reads-on", THEN, 7, two);
        tells("of-an-older-release", THEN, -1, two);
        assertThat(board.awaitLoaded(two, 8, Duration.ZERO, line -> {}))
                .containsExactly("instance reads-on has not loaded it within 0 s");
        tells("reads-on", THEN, 8, two);
        assertThat(board.awaitLoaded(two, 8, Duration.ZERO, line -> {})).isEmpty();
    }
}
