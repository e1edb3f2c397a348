package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.kafka.Topic;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.topology.Guarantee;
import sori.topology.TopologyBuilder;
import sori.topology.TopologyFile;
import sori.trace.TraceContext;

/** Whatever becomes of an event, and on whichever way: its headers are on every record that is made of it, and no others are. */
class CarriedHeadersPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final Duration PATIENCE =
            Duration.ofSeconds(TopologyFile.SPEECH.settings().partTimeoutSeconds() + 1);

    /** More than bulk needs, which gets on by a step each time at least. */
    private static final int BULK_DRAINS = 20;

    private static final String LISTED = "x-request-id";

    @TempDir
    private Path state;

    /** By the offset of the event: what its records have to carry. */
    private final Map<Long, Map<String, String>> expected = new LinkedHashMap<>();

    private final FakeVoices voices = new FakeVoices();
    private final List<TestRecord<byte[], byte[]>> between = new ArrayList<>();
    private final List<TestRecord<byte[], byte[]>> audio = new ArrayList<>();
    private final List<TestRecord<byte[], byte[]>> failures = new ArrayList<>();

    /** How the stages are spread. */
    enum Shape {
        ONE,
        AT_LEAST_ONCE,
        TAPPED,
        THREE
    }

    private List<TestPipeline> applications(Shape shape) throws IOException {
        List<TestPipeline> all = new ArrayList<>();
        for (String name : shape == Shape.THREE ? List.of("front", "mel", "vocode") : List.of("speech")) {
            TopologyFile file = TopologyFile.read(Path.of("topologies", name + ".yaml"));
            TopologyBuilder changed = file.toBuilder().headers(List.of(LISTED)).control("speech.control");
            if (shape == Shape.AT_LEAST_ONCE) {
                changed.guarantee(Guarantee.AT_LEAST_ONCE);
            } else if (shape == Shape.TAPPED) {
                changed.taps(List.of(sori.synthesis.Stage.EMBED));
            }
            all.add(new TestPipeline(changed.build(), voices, state.resolve(name)));
        }
        return all;
    }

    private static Headers headers(int number) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("unlisted", new byte[1000]);
        if (number % 5 == 4) {
            headers.add(TraceContext.PARENT, "00-malformed".getBytes(StandardCharsets.UTF_8));
            headers.add(TraceContext.STATE, "a=b".getBytes(StandardCharsets.UTF_8));
        } else {
            new TraceContext(
                            String.format("%032x", number + 1), String.format("%016x", number + 7), "01", "s=" + number)
                    .addTo(headers);
        }
        if (number % 2 == 0) {
            headers.add(LISTED, ("request " + number).getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Header header : headers) {
            texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    private void publish(TestPipeline first, String key, TextEvent event) {
        publish(first, key, new Wire<>(TextEvent.class).encode(event));
    }

    private void publish(TestPipeline first, String key, byte[] value) {
        int number = expected.size();
        Map<String, String> carried = texts(headers(number));
        carried.remove("unlisted");
        if (number % 5 == 4) {
            carried.remove(TraceContext.PARENT);
            carried.remove(TraceContext.STATE);
        }
        expected.put((long) number, carried);
        first.publish(key, value, headers(number));
    }

    private static TextEvent event(String id, String text) {
        return TestPipeline.event(id, text).build();
    }

    private static TextEvent part(String id, int index, boolean last, String text) {
        return TestPipeline.event(id, text)
                .setPart(new TextPart(index, last, false))
                .build();
    }

    /** Everything that can become of a text. */
    private void publishEveryKind(TestPipeline first, List<TestPipeline> all) {
        publish(first, "whole", event("one", "one two. three"));
        publish(first, "whole", event("two", "four"));
        publish(first, "whole", event("two", "again")); // a duplicate
        publish(
                first,
                "ssml",
                TextEvent.newBuilder(event("ssml", "<speak>a <break time='1s'/> b.</speak>"))
                        .setSsml(true)
                        .build());
        publish(
                first,
                "bulk",
                TextEvent.newBuilder(event("bulk", "one. two"))
                        .setOptions(Map.of("priority", "bulk"))
                        .build());
        publish(first, "bad", event("empty", " "));
        publish(first, "bad", "{no event}".getBytes(StandardCharsets.UTF_8));
        publish(
                first,
                "bad",
                TextEvent.newBuilder(event("unknown", "a")).setVoice("nobody").build());
        publish(first, "bad", event("broken", "boom"));
        publish(first, "bad", event("mute", "one. mute. two"));
        publish(first, "bad", event("cut", "one. endless. two"));
        publish(first, "parts", part("ordered", 0, false, "one. tw"));
        publish(first, "parts", event("waits", "waits behind it"));
        publish(first, "parts", part("ordered", 1, true, "o. three"));
        publish(first, "early", part("swapped", 1, true, " two. three"));
        publish(first, "early", part("swapped", 0, false, "one."));
        publish(first, "late", part("never", 0, false, "one. two"));
        publish(first, "late", event("released", "waits for a time-out"));
        publish(first, "lost", part("orphan", 3, false, "one. two"));
        publish(first, "stopped", part("half", 0, false, "one. two"));
        all.forEach(each -> each.cancel("stopped", "half"));
        publish(first, "stopped", part("half", 1, true, "three"));
        all.forEach(each -> each.cancel("stopped", "early"));
        publish(first, "stopped", event("early", "nobody hears it"));
        first.control("bad", "{}".getBytes(StandardCharsets.UTF_8));
    }

    private void collect(List<TestPipeline> all) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).advance(DRAIN);
            failures.addAll(all.get(i).raw(Topics.FAILURES.name()));
            if (all.size() == 3 && i < 2) {
                List<TestRecord<byte[], byte[]>> made = all.get(i).raw(i == 0 ? "speech.symbols" : "speech.mel");
                between.addAll(made);
                all.get(i + 1).pipe(made);
            }
        }
        audio.addAll(all.get(all.size() - 1).raw(Topics.AUDIO.name()));
    }

    private <V extends SpecificRecordBase> void check(Topic<V> topic, List<TestRecord<byte[], byte[]>> records) {
        for (TestRecord<byte[], byte[]> record : records) {
            V value = topic.value().deserializer().deserialize(topic.name(), record.value());
            if (!Objects.equals(value.get("sourceTopic"), "speech.control")) {
                assertThat(texts(record.headers())).as("%s", value).isEqualTo(expected.get((long)
                        value.get("sourceOffset")));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void areOnAllThatIsMadeOfAnEvent(Shape shape) throws IOException {
        List<TestPipeline> all = applications(shape);
        publishEveryKind(all.get(0), all);
        collect(all);
        all.get(0).advance(PATIENCE);
        for (int i = 0; i < BULK_DRAINS; i++) {
            collect(all);
        }
        check(Topics.AUDIO, audio);
        check(Topics.FAILURES, failures);
        if (shape == Shape.THREE) {
            check(
                    Topics.SYMBOLS,
                    between.stream()
                            .filter(CarriedHeadersPipelineTest::isSymbols)
                            .toList());
            check(
                    Topics.MEL,
                    between.stream().filter(record -> !isSymbols(record)).toList());
        } else if (shape == Shape.TAPPED) {
            check(Topics.SYMBOLS, all.get(0).raw(Topics.SYMBOLS.name()));
        }
        all.forEach(TestPipeline::close);
        Set<FailureReason> reasons = new HashSet<>();
        Set<String> heard = new HashSet<>();
        failures.forEach(record -> reasons.add(Topics.FAILURES
                .value()
                .deserializer()
                .deserialize("", record.value())
                .getReason()));
        audio.forEach(record -> heard.add(Topics.AUDIO
                .value()
                .deserializer()
                .deserialize("", record.value())
                .getUtteranceId()));
        assertThat(reasons)
                .contains(
                        FailureReason.DUPLICATE,
                        FailureReason.EMPTY_TEXT,
                        FailureReason.UNDECODABLE,
                        FailureReason.UNKNOWN_VOICE,
                        FailureReason.INTERNAL,
                        FailureReason.CUT,
                        FailureReason.PART_MISSING);
        assertThat(heard)
                .contains(
                        "one",
                        "two",
                        "ssml",
                        "bulk",
                        "mute",
                        "cut",
                        "ordered",
                        "waits",
                        "swapped",
                        "never",
                        "released",
                        "half",
                        "early");
    }

    private static boolean isSymbols(TestRecord<byte[], byte[]> record) {
        return new Wire<>(sori.schema.SymbolSequence.class).decode(record.value()) instanceof sori.kafka.Decoded.Value;
    }

    @Test
    void oneThatIsTooLongIsToldOfInTheFirstChunkAndNothingIsRefused() throws IOException {
        RecordHeaders long257 = new RecordHeaders();
        long257.add(LISTED, new byte[257]);
        for (Shape shape : Shape.values()) {
            List<TestPipeline> all = applications(shape);
            all.get(0).publish("a", new Wire<>(TextEvent.class).encode(event("u1", "one. two")), long257);
            all.get(0).publish("b", new Wire<>(TextEvent.class).encode(part("u2", 0, false, "one. two")), long257);
            all.get(0).publish("b", new Wire<>(TextEvent.class).encode(part("u2", 1, true, ". three")), long257);
            audio.clear();
            collect(all);
            all.forEach(TestPipeline::close);
            assertThat(failures).isEmpty();
            assertThat(audio)
                    .isNotEmpty()
                    .allSatisfy(record -> assertThat(record.headers()).isEmpty());
            assertThat(audio).allSatisfy(record -> {
                AudioChunk chunk = Topics.AUDIO.value().deserializer().deserialize("", record.value());
                assertThat(chunk.getWarnings()).hasSize(chunk.getSequence() == 0 ? 1 : 0);
            });
        }
    }
}
