package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.MelChunk;
import sori.schema.SpeechPriority;
import sori.schema.SymbolSequence;
import sori.schema.TextEvent;
import sori.stream.stage.FakeVoices;
import sori.stream.store.BulkBacklog;
import sori.topology.TopologyFile;

/** The option {@code priority} from the event to the audio, in one application and in three. */
class BulkPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final int BULK = 1500;

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();

    private TestPipeline application(String name) throws IOException {
        return new TestPipeline(
                TopologyFile.read(Path.of("topologies", name + ".yaml")),
                voices,
                state.resolve(name + state.toFile().list().length));
    }

    private static TextEvent event(String id, String priority) {
        return TestPipeline.event(id, "one two. three")
                .setOptions(Map.of("priority", priority))
                .build();
    }

    /** Bulk, and behind it what somebody waits for. */
    private static void publish(BiConsumer<String, TextEvent> publisher) {
        for (int i = 0; i < BULK; i++) {
            publisher.accept("b" + i % 400, event("b" + i, "bulk"));
        }
        for (int i = 0; i < 10; i++) {
            publisher.accept("i" + i, event("i" + i, "interactive"));
        }
        publisher.accept("b399", event("i10", "interactive")); // its key has bulk before it
    }

    private static List<AudioChunk> drained(TestPipeline pipeline) {
        List<AudioChunk> audio = new ArrayList<>();
        int idle = 0;
        while (idle < 50) {
            pipeline.advance(DRAIN);
            List<AudioChunk> now = pipeline.audio();
            idle = now.isEmpty() ? idle + 1 : 0;
            audio.addAll(now);
        }
        return audio;
    }

    private static List<String> ended(List<AudioChunk> audio) {
        return audio.stream()
                .filter(AudioChunk::getLast)
                .map(AudioChunk::getUtteranceId)
                .toList();
    }

    private static void assertOrder(List<String> ended) {
        assertThat(ended).hasSize(BULK + 11).doesNotHaveDuplicates();
        for (int key = 0; key < 400; key += 7) {
            int of = key;
            assertThat(ended.stream()
                            .filter(id -> id.startsWith("b") && Integer.parseInt(id.substring(1)) % 400 == of)
                            .map(id -> Integer.parseInt(id.substring(1))))
                    .isSorted();
        }
        assertThat(ended.indexOf("i10")).isGreaterThan(ended.indexOf("b1199"));
    }

    @Test
    void interactiveEventsAreHeardBeforeABacklogOfBulkThatCameBefore() throws IOException {
        voices.eager = false;
        try (TestPipeline joined = application("speech")) {
            publish(joined::publish);
            assertThat(voices.leased).hasSizeLessThanOrEqualTo(BulkBacklog.MOST_HELD + BulkBacklog.MOST_HELD_MORE);
            voices.eager = true;
            while (!voices.waiting.isEmpty()) {
                voices.workOnNewest();
            }
            List<String> ended = ended(drained(joined));
            assertOrder(ended);
            for (int i = 0; i < 10; i++) {
                assertThat(ended.indexOf("i" + i)).isLessThan(40);
            }
            assertThat(ended.indexOf("i10")).isLessThan(BULK / 2);
            assertThat(voices.leased).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"mel", "vocode"})
    void eachStageOnItsOwnPutsThemFirstToo(String stage) throws IOException {
        List<TestRecord<byte[], byte[]>> records;
        try (TestPipeline front = application("front");
                TestPipeline mel = application("mel")) {
            publish(front::publish);
            records = front.raw(Topics.SYMBOLS.name());
            assertThat(records).allSatisfy(record -> {
                SymbolSequence symbols = Topics.SYMBOLS.value().deserializer().deserialize("", record.value());
                assertThat(symbols.getPriority())
                        .isEqualTo(
                                symbols.getUtteranceId().startsWith("b")
                                        ? SpeechPriority.BULK
                                        : SpeechPriority.INTERACTIVE);
            });
            if (stage.equals("vocode")) {
                // Were it in order of priority already, the stage would have nothing to do.
                records = reordered(mel, records);
            }
        }
        try (TestPipeline one = application(stage);
                TestPipeline vocode = application("vocode")) {
            one.pipe(records);
            assertThat(voices.leased).hasSizeLessThanOrEqualTo(BulkBacklog.MOST_HELD + BulkBacklog.MOST_HELD_MORE);
            List<String> ended = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                one.advance(DRAIN);
                if (stage.equals("mel")) {
                    ended.addAll(one.read(Topics.MEL).stream()
                            .filter(chunk -> chunk.getLast() && chunk.getEndOfSegment())
                            .map(MelChunk::getUtteranceId)
                            .toList());
                } else {
                    ended.addAll(ended(one.audio()));
                }
            }
            assertOrder(ended);
            for (int i = 0; i < 10; i++) {
                assertThat(ended.indexOf("i" + i)).isLessThan(40);
            }
            assertThat(ended.indexOf("i10")).isLessThan(BULK / 2);
        }
        assertThat(voices.leased).isEmpty();
    }

    /** What the mel stage makes of records, in the order of the records. */
    private static List<TestRecord<byte[], byte[]>> reordered(
            TestPipeline mel, List<TestRecord<byte[], byte[]>> records) {
        List<TestRecord<byte[], byte[]>> made = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : records) {
            mel.pipe(List.of(record));
            mel.advance(DRAIN);
            made.addAll(mel.raw(Topics.MEL.name()));
        }
        return made;
    }
}
