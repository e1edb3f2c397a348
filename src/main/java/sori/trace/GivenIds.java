package sori.trace;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Gives a span the id that it has to have, and any where it need not have one. Thread-safe. */
final class GivenIds implements IdGenerator {
    private record Given(String traceId, String spanId) {}

    private final IdGenerator any = IdGenerator.random();
    private final ThreadLocal<Given> given = new ThreadLocal<>();

    /** @param spanId empty for any */
    <T> T with(String traceId, String spanId, Supplier<T> making) {
        given.set(new Given(traceId, spanId));
        try {
            return making.get();
        } finally {
            given.remove();
        }
    }

    @Override
    public String generateSpanId() {
        Given now = given.get();
        return now == null || now.spanId().isEmpty() ? any.generateSpanId() : now.spanId();
    }

    @Override
    public String generateTraceId() {
        Given now = given.get();
        return now == null ? any.generateTraceId() : now.traceId();
    }
}
