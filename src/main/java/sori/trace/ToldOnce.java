package sori.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that spans do not arrive, and once that they do again. Thread-safe. */
final class ToldOnce implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger(ToldOnce.class);

    private final SpanExporter exporter;
    private final String address;
    private final AtomicBoolean lost = new AtomicBoolean();

    ToldOnce(SpanExporter exporter, String address) {
        this.exporter = exporter;
        this.address = address;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        result.whenComplete(() -> {
            if (result.isSuccess() && lost.getAndSet(false)) {
                LOG.info("spans arrive at {} again", address);
            } else if (!result.isSuccess() && !lost.getAndSet(true)) {
                LOG.warn("spans do not arrive at {}, and are lost until they do; speech goes on", address);
            }
        });
        return result;
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
