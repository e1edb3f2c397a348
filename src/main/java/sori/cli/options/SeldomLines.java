package sori.cli.options;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Passes a warning of Kafka's network clients once a minute, whichever client it is of: while a broker is away each of some twenty
 * clients says so twice a second, and what else stands in the log would be rotated out of it. logback.xml names it. Thread-safe.
 */
public final class SeldomLines extends TurboFilter {
    private static final String TALKATIVE = "org.apache.kafka.clients.";
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 200;

    private final LongSupplier nanoTime;
    private final Map<String, Long> saidNanos = new HashMap<>();

    public SeldomLines() {
        this(System::nanoTime);
    }

    SeldomLines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (format == null || level != Level.WARN || thrown != null) {
            return FilterReply.NEUTRAL;
        }
        return logger.getName().startsWith(TALKATIVE) && isSaid(what(format, arguments))
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }

    /** Without the client, which stands in brackets before it, and without numbers, which count up. */
    private static String what(String format, @Nullable Object @Nullable [] arguments) {
        StringBuilder what = new StringBuilder(format.substring(format.startsWith("[") ? format.indexOf("] ") + 1 : 0));
        if (arguments != null) {
            for (Object argument : arguments) {
                what.append(argument instanceof Number ? "" : " " + argument);
            }
        }
        return what.toString();
    }

    private synchronized boolean isSaid(String what) {
        long now = nanoTime.getAsLong();
        Long said = saidNanos.get(what);
        if (said != null && now - said < PAUSE_NANOS) {
            return true;
        }
        if (saidNanos.size() >= REMEMBERED) {
            saidNanos.values().removeIf(each -> now - each >= PAUSE_NANOS);
        }
        if (saidNanos.size() < REMEMBERED) {
            saidNanos.put(what, now);
        }
        return false;
    }
}
