package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.kafka.Topics;
import sori.kafka.Wire;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.synthesis.SourceOffset;
import sori.topology.TopologyFile;
import sori.topology.TracingSettings;
import sori.trace.SpanSink;
import sori.trace.TraceBeginning;
import sori.trace.TraceContext;

/** The spans of utterances: one of the whole, and one of each step in it, in one application and in three. */
class SpansPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    @TempDir
    private Path state;

    private final List<SpanSink.SpeechSpan> spans = new ArrayList<>();
    private final List<TestRecord<byte[], byte[]>> audio = new ArrayList<>();
    private final List<TestRecord<byte[], byte[]>> failures = new ArrayList<>();

    private TestPipeline application(String name, double ratio) throws IOException {
        TopologyFile file = TopologyFile.read(Path.of("topologies", name + ".yaml"));
        return new TestPipeline(
                file.toBuilder()
                        .tracing(new TracingSettings("http://nowhere", ratio))
                        .build(),
                new FakeVoices(),
                state.resolve(name),
                spans::add);
    }

    private void run(boolean three, double ratio, List<TextEvent> events, String flags) throws IOException {
        List<TestPipeline> all = new ArrayList<>();
        for (String name : three ? List.of("front", "mel", "vocode") : List.of("speech")) {
            all.add(application(name, ratio));
        }
        for (TextEvent event : events) {
            RecordHeaders headers = new RecordHeaders();
            if (!flags.isEmpty()) {
                new TraceContext(TRACE, PARENT, flags, "").addTo(headers);
            }
            all.get(0).publish("secret key", new Wire<>(TextEvent.class).encode(event), headers);
        }
        for (int i = 0; i < all.size(); i++) {
            for (int drains = 0; drains < 20; drains++) { // with little time each, on a busy machine
                all.get(i).advance(DRAIN);
            }
            failures.addAll(all.get(i).raw(Topics.FAILURES.name()));
            if (i + 1 < all.size()) {
                all.get(i + 1).pipe(all.get(i).raw(i == 0 ? "speech.symbols" : "speech.mel"));
            }
        }
        audio.addAll(all.get(all.size() - 1).raw(Topics.AUDIO.name()));
        all.forEach(TestPipeline::close);
    }

    private static TextEvent event(String text) {
        return TestPipeline.event("secret id", text).build();
    }

    private Map<String, Integer> names() {
        Map<String, Integer> names = new TreeMap<>();
        spans.forEach(span -> names.merge(span.name(), 1, Integer::sum));
        return names;
    }

    private void everyStepIsInTheWhole(int offset) {
        String own = TraceBeginning.spanOf(TRACE, new SourceOffset("speech.text", 0, offset));
        assertThat(spans).allSatisfy(span -> {
            assertThat(span.traceId()).isEqualTo(TRACE);
            assertThat(span.startNanos()).isLessThanOrEqualTo(span.endNanos());
            boolean whole = span.name().equals("utterance");
            assertThat(span.parentId()).isEqualTo(whole ? PARENT : own);
            assertThat(span.spanId()).isEqualTo(whole ? own : "");
            assertThat(span.attributes())
                    .containsEntry("messaging.destination.name", "speech.text")
                    .containsEntry("messaging.kafka.offset", (long) offset);
            assertThat(span.toString()).doesNotContain("secret");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachSentenceHasItsSteps(boolean three) throws IOException {
        run(three, 0, List.of(event("one. two. three")), "01");
        assertThat(names()).isEqualTo(Map.of("utterance", 1, "normalize", 1, "embed", 3, "mel", 3, "vocode", 3));
        everyStepIsInTheWhole(0);
        assertThat(spans)
                .filteredOn(span -> span.name().equals("utterance"))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.failure()).isEmpty();
                    assertThat(span.attributes())
                            .containsEntry("sori.voice", "fake")
                            .containsEntry("sori.status", "OK");
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatFailsOnTheWaySaysSo(boolean three) throws IOException {
        run(three, 0, List.of(event("one. mute")), "01");
        assertThat(names()).containsEntry("utterance", 1).containsEntry("failure", 1);
        everyStepIsInTheWhole(0);
        assertThat(spans)
                .filteredOn(span -> !span.failure().isEmpty())
                .extracting(SpanSink.SpeechSpan::name)
                .containsExactlyInAnyOrder("utterance", "failure");
    }

    @Test
    void whatIsRefusedAtTheDoorHasItsWholeToo() throws IOException {
        run(false, 0, List.of(event(" ")), "01");
        assertThat(names()).isEqualTo(Map.of("utterance", 1, "normalize", 1, "failure", 1));
        everyStepIsInTheWhole(0);
    }

    @Test
    void partsAreReadOneByOne() throws IOException {
        List<TextEvent> parts = List.of(
                TestPipeline.event("secret id", "one. tw")
                        .setPart(new TextPart(0, false, false))
                        .build(),
                TestPipeline.event("secret id", "o")
                        .setPart(new TextPart(1, true, false))
                        .build());
        run(false, 0, parts, "01");
        assertThat(names()).isEqualTo(Map.of("utterance", 1, "normalize", 2, "embed", 2, "mel", 2, "vocode", 2));
    }

    @Test
    void aTraceThatNobodyRecordsHasNone() throws IOException {
        run(false, 1, List.of(event("one. two"), event(" ")), "00");
        assertThat(spans).isEmpty();
        assertThat(audio).isNotEmpty().allMatch(record -> record.headers().lastHeader("traceparent") != null);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.25, 1})
    void anEventWithoutATraceGetsOneOfItsOwn(double ratio) throws IOException {
        List<TextEvent> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            events.add(TestPipeline.event("u" + i, i % 10 == 0 ? " " : "a").build());
        }
        run(false, ratio, events, "");
        List<String> parents = new ArrayList<>();
        for (List<TestRecord<byte[], byte[]>> some : List.of(audio, failures)) {
            some.forEach(record -> parents.add(
                    new String(record.headers().lastHeader("traceparent").value(), StandardCharsets.UTF_8)));
        }
        assertThat(parents.stream().distinct()).hasSize(200);
        long recorded =
                spans.stream().filter(span -> span.name().equals("utterance")).count();
        assertThat(recorded)
                .isEqualTo(parents.stream()
                        .distinct()
                        .filter(each -> each.endsWith("-01"))
                        .count());
        assertThat(recorded / 200.0).isBetween(ratio - 0.12, ratio + 0.12);
        assertThat(spans)
                .filteredOn(span -> span.name().equals("utterance"))
                .allMatch(span -> span.parentId().isEmpty());
    }

    @Test
    void withoutTracingNothingIsAdded() throws IOException {
        try (TestPipeline plain = new TestPipeline(TopologyFile.SPEECH, new FakeVoices(), state)) {
            plain.publish("room", event("one"));
            plain.advance(DRAIN);
            assertThat(plain.raw(Topics.AUDIO.name()))
                    .isNotEmpty()
                    .allMatch(record -> record.headers().toArray().length == 0);
        }
    }
}
