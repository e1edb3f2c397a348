package sori.trace;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import sori.schema.AudioChunk;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.synthesis.SourceOffset;
import sori.synthesis.Stage;

/**
 * Makes the spans of utterances whose trace is recorded: one of the whole utterance, from its event to its last chunk, and in it one for
 * each step of each sentence and for each failure. The names of attributes are OpenTelemetry's where it has one. Thread-safe.
 */
public final class Spans {
    public static final Spans NONE = new Spans(SpanSink.NONE, Clock.systemUTC());

    private final SpanSink sink;
    private final Clock clock;

    public Spans(SpanSink sink, Clock clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** The trace to which spans of an utterance belong, if they are wanted. */
    public Optional<TraceContext> wanted(Headers headers) {
        return sink.isOn() ? TraceContext.of(headers).filter(TraceContext::isSampled) : Optional.empty();
    }

    /**
     * A step ends.
     *
     * @param beganNanos as {@link System#nanoTime} said
     * @param endedNanos the same
     */
    public void step(
            String name,
            Headers headers,
            SourceOffset source,
            long beganNanos,
            long endedNanos,
            Map<String, Object> attributes) {
        wanted(headers).ifPresent(trace -> {
            long nowNanos = nowNanos();
            long aheadNanos = System.nanoTime();
            sink.add(new SpanSink.SpeechSpan(
                    name,
                    trace.traceId(),
                    "",
                    TraceBeginning.spanOf(trace.traceId(), source),
                    nowNanos - (aheadNanos - beganNanos),
                    nowNanos - (aheadNanos - endedNanos),
                    "",
                    with(source, attributes)));
        });
    }

    /** An utterance's last chunk goes out. */
    public void ended(AudioChunk last, Headers headers) {
        wanted(headers).ifPresent(trace -> {
            SourceOffset source =
                    new SourceOffset(last.getSourceTopic(), last.getSourcePartition(), last.getSourceOffset());
            Map<String, Object> attributes = new HashMap<>();
            attributes.put("sori.voice", last.getVoice());
            attributes.put("sori.voice.version", last.getVoiceVersion());
            attributes.put("sori.status", last.getStatus().name());
            attributes.put("sori.chunks", last.getSequence() + 1L);
            boolean failed = last.getStatus() == SpeechStatus.FAILED;
            whole(trace, source, last.getEventTimestamp(), failed ? "FAILED" : "", attributes);
        });
    }

    /** A failure goes out. Of an event that was refused at the door nothing else does. */
    public void failed(SpeechFailure failure, Headers headers, long timestampMs) {
        wanted(headers).ifPresent(trace -> {
            SourceOffset source =
                    new SourceOffset(failure.getSourceTopic(), failure.getSourcePartition(), failure.getSourceOffset());
            String reason = failure.getReason().name();
            Map<String, Object> attributes = Map.of("sori.stage", failure.getStage(), "error.type", reason);
            long nowNanos = nowNanos();
            sink.add(new SpanSink.SpeechSpan(
                    "failure",
                    trace.traceId(),
                    "",
                    TraceBeginning.spanOf(trace.traceId(), source),
                    nowNanos,
                    nowNanos,
                    reason,
                    with(source, attributes)));
            boolean spoken = failure.getReason() == FailureReason.PART_MISSING
                    || failure.getReason() == FailureReason.PART_REFUSED
                    || !failure.getStage().equals(Stage.NORMALIZE.title());
            if (!spoken) {
                whole(trace, source, timestampMs, reason, attributes);
            }
        });
    }

    private void whole(
            TraceContext trace,
            SourceOffset source,
            @Nullable Long fromMs,
            String failure,
            Map<String, Object> attributes) {
        String own = TraceBeginning.spanOf(trace.traceId(), source);
        long nowNanos = nowNanos();
        long fromNanos = Objects.requireNonNullElse(fromMs, nowNanos / 1_000_000) * 1_000_000;
        sink.add(new SpanSink.SpeechSpan(
                "utterance",
                trace.traceId(),
                own,
                trace.spanId().equals(own) ? "" : trace.spanId(),
                Math.min(fromNanos, nowNanos),
                nowNanos,
                failure,
                with(source, attributes)));
    }

    private long nowNanos() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }

    private static Map<String, Object> with(SourceOffset source, Map<String, Object> attributes) {
        Map<String, Object> all = new HashMap<>(attributes);
        all.put("messaging.system", "kafka");
        all.put("messaging.destination.name", source.topic());
        all.put("messaging.destination.partition.id", Integer.toString(source.partition()));
        all.put("messaging.kafka.offset", source.offset());
        return all;
    }
}
