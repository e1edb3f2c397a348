package sori.registry.trial;

import java.time.Duration;

/**
 * What loading and trying a release may take before it is refused.
 *
 * @param deadline for loading it and having it speak two sentences
 * @param memoryBytes that this may take, Java heap included; its files may not be larger either
 */
public record TrialLimits(Duration deadline, long memoryBytes) {
    public static final TrialLimits DEFAULT = new TrialLimits(Duration.ofSeconds(60), 1L << 30);

    public TrialLimits {
        if (deadline.toSeconds() < 1 || memoryBytes < 1 << 20) {
            throw new IllegalArgumentException("a trial needs a second and a megabyte at least");
        }
    }
}
