package sori.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import sori.schema.SpeechPriority;
import sori.topology.Guarantee;

/** How long texts wait for their first audio: until it is written, and until listeners with read_committed hear it. Thread-safe. */
final class FirstAudio {
    private final MeterRegistry registry;
    private final boolean transactional;
    private final Duration[] buckets;
    private final Map<SpeechPriority, Timer> written = new ConcurrentHashMap<>();
    private final Map<SpeechPriority, Timer> committed = new ConcurrentHashMap<>();

    /** What a stream thread has written and not committed; what it never commits ends with the thread, and is written again. */
    private final ThreadLocal<List<Uncommitted>> uncommitted = ThreadLocal.withInitial(ArrayList::new);

    private record Uncommitted(SpeechPriority priority, long latencyMs, long sinceNanos) {}

    FirstAudio(MeterRegistry registry, Guarantee guarantee, Duration[] buckets) {
        this.registry = registry;
        this.transactional = guarantee == Guarantee.EXACTLY_ONCE;
        this.buckets = buckets;
    }

    /** From now on they are shown, without waiting for the first. */
    void register() {
        for (SpeechPriority priority : SpeechPriority.values()) {
            timerOfWritten(priority);
            timerOfCommitted(priority);
        }
    }

    /** First audio was written so long after its text was there. */
    void written(SpeechPriority priority, long latencyMs) {
        timerOfWritten(priority).record(latencyMs, TimeUnit.MILLISECONDS);
        if (transactional) {
            uncommitted.get().add(new Uncommitted(priority, latencyMs, System.nanoTime()));
        } else {
            timerOfCommitted(priority).record(latencyMs, TimeUnit.MILLISECONDS);
        }
    }

    /** The calling thread's transaction is committed. */
    void committed() {
        List<Uncommitted> all = uncommitted.get();
        long now = System.nanoTime();
        for (Uncommitted each : all) {
            long nanos = TimeUnit.MILLISECONDS.toNanos(each.latencyMs()) + now - each.sinceNanos();
            timerOfCommitted(each.priority()).record(nanos, TimeUnit.NANOSECONDS);
        }
        all.clear();
    }

    private Timer timerOfWritten(SpeechPriority priority) {
        return written.computeIfAbsent(
                priority,
                each -> timer(
                        "sori.first.audio",
                        each,
                        "From the text's timestamp to when its first audio was given to the producer, before it is committed."));
    }

    private Timer timerOfCommitted(SpeechPriority priority) {
        return committed.computeIfAbsent(
                priority,
                each -> timer(
                        "sori.first.audio.committed",
                        each,
                        "From the text's timestamp to when its first audio was committed, which is when listeners hear it; at"
                                + " least once commits nothing, and counts what was given to the producer."));
    }

    private Timer timer(String name, SpeechPriority priority, String description) {
        return Timer.builder(name)
                .tag(Meters.PRIORITY, Meters.title(priority))
                .serviceLevelObjectives(buckets)
                .description(description)
                .register(registry);
    }
}
