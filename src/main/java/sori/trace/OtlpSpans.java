package sori.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends spans over OTLP (HTTP, protobuf) beside whoever makes them: at most {@value #MOST_WAITING} wait, the others are dropped. A receiver that is
 * gone costs nothing but the spans, and a line.
 */
public final class OtlpSpans implements SpanSink, AutoCloseable {
    private static final int MOST_WAITING = 4096;
    private static final int MOST_TOGETHER = 512;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String PATH = "/v1/traces";

    /** What the exporter has to say is said here, once; kept, as a logger that nobody holds forgets its level. */
    private static final Logger QUIET = Logger.getLogger("io.opentelemetry");

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final GivenIds ids = new GivenIds();

    /**
     * @param endpoint address of the receiver, such as {@code http://127.0.0.1:4318}; the path {@code /v1/traces} is added unless there
     *     is another
     * @param application name of what is traced
     * @param version its version
     */
    public OtlpSpans(String endpoint, String application, String version) {
        this(
                new ToldOnce(
                        OtlpHttpSpanExporter.builder()
                                .setEndpoint(address(endpoint))
                                .setTimeout(PATIENCE)
                                .setConnectTimeout(PATIENCE)
                                .setRetryPolicy(null)
                                .build(),
                        address(endpoint)),
                application,
                version);
        QUIET.setLevel(Level.OFF);
    }

    OtlpSpans(SpanExporter exporter, String application, String version) {
        BatchSpanProcessor beside = BatchSpanProcessor.builder(exporter)
                .setMaxQueueSize(MOST_WAITING)
                .setMaxExportBatchSize(MOST_TOGETHER)
                .setScheduleDelay(INTERVAL)
                .setExporterTimeout(PATIENCE)
                .build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"), application,
                        AttributeKey.stringKey("service.version"), version)))
                .setSampler(Sampler.alwaysOn()) // whether a trace is recorded is known before anything gets here
                .setIdGenerator(ids)
                .addSpanProcessor(beside)
                .build();
        tracer = provider.get("sori", version);
    }

    static String address(String endpoint) {
        String bare = endpoint.replaceFirst("/+$", "");
        return bare.matches("https?://[^/]+") ? bare + PATH : endpoint;
    }

    @Override
    public void add(SpeechSpan span) {
        SpanBuilder builder = tracer.spanBuilder(span.name())
                .setSpanKind(span.spanId().isEmpty() ? SpanKind.INTERNAL : SpanKind.CONSUMER)
                .setStartTimestamp(span.startNanos(), TimeUnit.NANOSECONDS);
        if (span.parentId().isEmpty()) {
            builder.setNoParent();
        } else {
            SpanContext parent = SpanContext.createFromRemoteParent(
                    span.traceId(), span.parentId(), TraceFlags.getSampled(), TraceState.getDefault());
            builder.setParent(Context.root().with(Span.wrap(parent)));
        }
        span.attributes().forEach((name, value) -> {
            if (value instanceof Long number) {
                builder.setAttribute(name, number);
            } else {
                builder.setAttribute(name, String.valueOf(value));
            }
        });
        Span made = ids.with(span.traceId(), span.spanId(), builder::startSpan);
        if (!span.failure().isEmpty()) {
            made.setStatus(StatusCode.ERROR, span.failure());
        }
        made.end(span.endNanos(), TimeUnit.NANOSECONDS);
    }

    /** Sends what waits, as far as that takes no longer than a receiver may take. */
    @Override
    public void close() {
        provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
