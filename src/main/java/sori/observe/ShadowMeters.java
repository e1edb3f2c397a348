package sori.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import sori.schema.ShadowComparison;
import sori.schema.ShadowFigures;
import sori.shadow.ShadowMetrics;

/** Meters of what a shadow measures. Versions are labels, and there are at most so many of them. Thread-safe. */
final class ShadowMeters implements ShadowMetrics {
    private static final double[] RATIOS = {0.5, 0.8, 0.9, 0.95, 0.98, 1, 1.02, 1.05, 1.1, 1.25, 2};
    private static final double[] DISTANCES = {0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3};
    private static final String OTHERS = "others";

    private final MeterRegistry registry;
    private final Set<String> versions = new HashSet<>();
    private final AtomicLong behindMs = new AtomicLong();
    private final Counter texts;

    ShadowMeters(MeterRegistry registry) {
        this.registry = registry;
        this.texts = Counter.builder("sori.shadow.texts")
                .description(
                        "Texts that were read; most are passed over, being of other keys or of voices without a shadow.")
                .register(registry);
        Gauge.builder("sori.shadow.behind", behindMs, each -> each.get() / 1000.0)
                .baseUnit("seconds")
                .description("How old the text that was read last was then: how far the shadow is behind.")
                .register(registry);
    }

    @Override
    public void read(long behind) {
        texts.increment();
        behindMs.set(Math.max(0, behind));
    }

    @Override
    public void compared(ShadowComparison each, long nanos) {
        Tags pair = pair(each);
        Counter.builder("sori.shadow.comparisons")
                .tags(pair.and("outcome", outcome(each)))
                .description("Texts that were spoken by both versions, or by one that could.")
                .register(registry)
                .increment();
        Timer.builder("sori.shadow.comparison")
                .tags(pair)
                .serviceLevelObjectives(Meters.BUCKETS)
                .description("How long both versions together took to speak a text.")
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
        record(
                DistributionSummary.builder("sori.shadow.length")
                        .baseUnit("ratio")
                        .serviceLevelObjectives(RATIOS)
                        .description("Length of the shadow's speech by that of the other's."),
                pair,
                each.getDurationRatio());
        record(
                DistributionSummary.builder("sori.shadow.mel.distance")
                        .serviceLevelObjectives(DISTANCES)
                        .description("How far both speeches are apart, in natural-log mels, a frame in the mean."),
                pair,
                each.getMelDistance());
        figures(pair.and("role", "shadow"), each.getShadow());
        figures(pair.and("role", "spoken"), each.getSpoken());
    }

    private synchronized Tags pair(ShadowComparison each) {
        String name = each.getVoice() + " " + each.getShadowVersion() + " " + each.getSpokenVersion();
        if (versions.contains(name) || versions.size() < VoiceSeries.MOST) {
            versions.add(name);
            return Tags.of(
                    "voice", each.getVoice(), "shadow", each.getShadowVersion(), "spoken", each.getSpokenVersion());
        }
        return Tags.of("voice", OTHERS, "shadow", OTHERS, "spoken", OTHERS);
    }

    private static String outcome(ShadowComparison each) {
        if (each.getShadow() != null) {
            return each.getSpoken() == null ? "spoken_failed" : "compared";
        }
        return each.getSpoken() == null ? "both_failed" : "shadow_failed";
    }

    private void record(DistributionSummary.Builder summary, Tags pair, @Nullable Double value) {
        if (value != null) {
            summary.tags(pair).register(registry).record(value);
        }
    }

    private void figures(Tags who, @Nullable ShadowFigures figures) {
        if (figures == null) {
            return;
        }
        double seconds = (double) figures.getSamples() / figures.getSampleRateHz();
        add("sentences", who, "Sentences that were spoken.", figures.getSentences());
        add("cut.sentences", who, "Sentences that found no end.", figures.getCut());
        add("unreached.sentences", who, "Sentences that ended before their last symbol.", figures.getUnreached());
        add("frames", who, "Mel frames.", figures.getFrames());
        add("backward.frames", who, "Mel frames that went back in the text.", figures.getBackwardFrames());
        add("audio.seconds", who, "Audio, in seconds of listening.", seconds);
        add("mel.seconds", who, "Time from symbols to mel frames.", seconds * figures.getMelMsPerSecond() / 1000);
        add("vocode.seconds", who, "Time from mel frames to samples.", seconds * figures.getVocodeMsPerSecond() / 1000);
    }

    private void add(String name, Tags who, String what, double amount) {
        Counter.builder("sori.shadow." + name)
                .tags(who)
                .description(what)
                .register(registry)
                .increment(amount);
    }
}
