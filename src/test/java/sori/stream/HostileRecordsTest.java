package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.client.SpokenUtterance;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.SymbolSequence;
import sori.stream.stage.FakeVoices;
import sori.stream.stage.Sentences;
import sori.synthesis.Failure;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/** Whatever comes in, each record is accounted for once and the pipeline goes on. */
class HostileRecordsTest {
    private static final Duration DRAIN = Duration.ofMillis(5);

    @TempDir
    private Path state;

    private final Random random = new Random(5);

    private TestPipeline pipeline(String topology) {
        try {
            return new TestPipeline(
                    TopologyFile.read(Path.of("topologies", topology + ".yaml")),
                    new FakeVoices(),
                    state.resolve(topology));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aNameThatNobodyMayHaveIsRefused() {
        try (TestPipeline pipeline = pipeline("speech")) {
            List<byte[]> events = HostileRecords.misnamed();
            for (byte[] event : events) {
                pipeline.publish("room", event);
                pipeline.advance(DRAIN);
                assertThat(pipeline.failures()).hasSize(1);
                assertThat(pipeline.audio()).isEmpty();
            }
            speaks(pipeline, events.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"half\\ud83d", "\\udc00half", "\\u0000route x", "\\u001b"})
    void soIsOneThatOnlyJsonCanWrite(String id) {
        try (TestPipeline pipeline = pipeline("speech")) {
            String json = "{\"utteranceId\":\"" + id + "\",\"text\":\"hello\"}";
            pipeline.publish("room", json.getBytes(StandardCharsets.UTF_8));
            pipeline.advance(DRAIN);
            assertThat(pipeline.failures()).hasSize(1);
            speaks(pipeline, 0);
        }
    }

    private static void speaks(TestPipeline pipeline, int nth) {
        pipeline.publish("room", TestPipeline.event("after" + nth, "hello you").build());
        pipeline.advance(DRAIN);
        assertThat(pipeline.utterances())
                .extracting(SpokenUtterance::utteranceId)
                .containsExactly("after" + nth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\0route x", "a\u0007"})
    void anIdThatAStoreKeepsForItselfIsRefusedAtEveryStage(String id) {
        SymbolSequence symbols = Sentences.sentence(id, 0, true)
                .setSymbols(List.of(11, 12, 1))
                .setSourceOffset(0)
                .build();
        try (TestPipeline mel = pipeline("mel")) {
            mel.publish("room", new Wire<>(SymbolSequence.class).encode(symbols));
            mel.advance(DRAIN);
            assertThat(mel.failures()).extracting(SpeechFailure::getReason).containsExactly(FailureReason.UNDECODABLE);
        }
    }

    @Test
    void whateverItsEncodingEachRecordIsAccountedForOnce() {
        String json = "{\"text\":\"hello\"}";
        StringBuilder fields = new StringBuilder("{\"text\":\"hello\"");
        for (int i = 0; i < 50_000; i++) {
            fields.append(",\"f").append(i).append("\":0");
        }
        List<byte[]> records = new ArrayList<>();
        for (String charset :
                List.of("UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "ISO-8859-1", "UTF-7")) {
            if (Charset.isSupported(charset)) {
                records.add(json.getBytes(Charset.forName(charset)));
                records.add(("\ufeff" + json).getBytes(Charset.forName(charset)));
                records.add((json + "\u00e9\ud55c").getBytes(Charset.forName(charset)));
            }
        }
        records.add(new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xff, (byte) 0xc0, '"', '}'});
        records.add(
                new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'
                });
        records.add((fields + "}").getBytes(StandardCharsets.UTF_8));
        records.add(
                ("{\"text\":\"hello\",\"options\":{" + fields.substring(16) + "}}").getBytes(StandardCharsets.UTF_8));
        records.add("{\"text\":\"a\",\"text\":\"b\"}".getBytes(StandardCharsets.UTF_8));
        records.add(("{\"text\":" + "\"\\ud83d\"".repeat(1) + "}").getBytes(StandardCharsets.UTF_8));
        records.add("null".getBytes(StandardCharsets.UTF_8));
        records.add("{}{}".getBytes(StandardCharsets.UTF_8));
        try (TestPipeline pipeline = pipeline("speech")) {
            for (byte[] record : records) {
                pipeline.publish("room", record);
                pipeline.advance(DRAIN);
                long spoken = pipeline.utterances().stream()
                        .filter(heard -> heard.status() != SpeechStatus.FAILED) // whose failure has a record
                        .count();
                long accounted = spoken + pipeline.failures().size();
                assertThat(accounted)
                        .as(new String(record, StandardCharsets.ISO_8859_1).substring(0, Math.min(40, record.length)))
                        .isEqualTo(1);
            }
            speaks(pipeline, 0);
        }
    }

    @Test
    void anIdThatLooksDerivedCannotTakeAnothersPlace() {
        try (TestPipeline pipeline = pipeline("speech")) {
            for (int offset = 0; offset < 20; offset++) {
                pipeline.publish(
                        "thief",
                        TestPipeline.event("speech.text-0-" + (20 + offset), "hello")
                                .build());
            }
            assertThat(pipeline.failures())
                    .hasSize(20)
                    .allMatch(failure -> failure.getReason() == FailureReason.UNSUPPORTED);
            for (int i = 0; i < 20; i++) {
                pipeline.publish("room" + i, "{\"text\":\"hello\"}".getBytes(StandardCharsets.UTF_8));
                pipeline.advance(DRAIN);
            }
            assertThat(pipeline.utterances()).hasSize(20);
            assertThat(pipeline.failures()).isEmpty();
            pipeline.publish("room", TestPipeline.event("order-12-3", "hello").build());
            pipeline.advance(DRAIN);
            assertThat(pipeline.utterances()).hasSize(1); // only the topic's own form is kept
        }
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void noTimeStopsThePipeline(Guarantee guarantee) {
        TopologyFile file = TopologyFile.SPEECH.withGuarantee(guarantee);
        List<String> times = List.of(
                "\"+999999999-12-31T23:59:59Z\"",
                "\"-999999999-01-01T00:00:00Z\"",
                "\"9999-12-31T23:59:59.999999999Z\"",
                "" + Long.MAX_VALUE,
                "" + Long.MIN_VALUE,
                "0",
                "-1",
                "1e300",
                "99999999999999999999",
                "\"\"",
                "\"now\"",
                "{}",
                "[]");
        try (TestPipeline pipeline = new TestPipeline(file, new FakeVoices(), state)) {
            int accounted = 0;
            for (int i = 0; i < times.size(); i++) {
                String json = "{\"utteranceId\":\"t" + i + "\",\"text\":\"hello\",\"expiresAt\":" + times.get(i) + "}";
                pipeline.publish("room", json.getBytes(StandardCharsets.UTF_8));
                pipeline.advance(DRAIN);
                accounted += pipeline.utterances().size() + pipeline.failures().size();
            }
            for (long millis : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0}) {
                pipeline.publish(
                        "room",
                        HostileRecords.event(
                                e -> e.setUtteranceId("m" + millis).setExpiresAt(Instant.ofEpochMilli(millis))));
                pipeline.advance(DRAIN);
                accounted += pipeline.utterances().size() + pipeline.failures().size();
            }
            assertThat(accounted).isEqualTo(times.size() + 3);
            speaks(pipeline, 0);
        }
    }

    @Test
    void aRecordStampedAheadOfTheClockLeavesNothingThatIs() {
        try (TestPipeline pipeline = pipeline("speech")) {
            Instant now = pipeline.now();
            byte[] key = "room".getBytes(StandardCharsets.UTF_8);
            for (long hours : new long[] {1, 3, 24, 24 * 365 * 100}) {
                byte[] event = HostileRecords.event(e -> e.setUtteranceId("h" + hours));
                pipeline.pipe(List.of(new TestRecord<>(key, event, now.plus(Duration.ofHours(hours)))));
            }
            pipeline.advance(DRAIN);
            assertThat(pipeline.raw("speech.audio"))
                    .isNotEmpty()
                    .allMatch(record -> !record.getRecordTime().isAfter(pipeline.now()));
        }
    }

    @Test
    void whatIsShownOfARecordHoldsNoControlCharacters() {
        Failure failure = new Failure(FailureReason.OTHER, "a\u001b[2Jb\u0007c\u0000d\u009be");
        assertThat(failure.detail()).doesNotContainPattern("\\p{Cc}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"speech", "front", "mel", "vocode"})
    void everyGarbageRecordIsAccountedForOnce(String topology) {
        try (TestPipeline pipeline = pipeline(topology)) {
            int records = 2000;
            IntStream.range(0, records)
                    .forEach(i -> pipeline.publish(i % 3 == 0 ? null : "room", HostileRecords.garbage(random)));
            pipeline.advance(DRAIN);
            List<SpeechFailure> failures = pipeline.failures();
            assertThat(failures).hasSize(records);
            assertThat(failures.stream().map(SpeechFailure::getSourceOffset).distinct())
                    .hasSize(records);
        }
    }
}
