package sori.topology;

import java.time.Duration;
import sori.registry.trial.TrialLimits;

/**
 * How an application treats the registry's voices.
 *
 * @param trust PEM file of Ed25519 public keys: only releases and names that one of them has signed count; empty for all
 * @param trialSeconds how long a release from elsewhere may take to load and to speak two sentences before it is given up
 * @param maxVersionBytes memory that this may take, and length of its files
 */
public record ModelSettings(String trust, int trialSeconds, long maxVersionBytes) {
    public static final ModelSettings DEFAULT =
            new ModelSettings("", (int) TrialLimits.DEFAULT.deadline().toSeconds(), TrialLimits.DEFAULT.memoryBytes());

    private static final long LEAST_BYTES = 16L << 20;

    /** @throws IllegalArgumentException naming the setting that is out of its bounds */
    public ModelSettings {
        if (trialSeconds < 1 || trialSeconds > 3600) {
            throw new IllegalArgumentException("models.trialSeconds is " + trialSeconds + ", not in 1..3600");
        }
        if (maxVersionBytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "models.maxVersionBytes is " + maxVersionBytes + ", less than " + LEAST_BYTES);
        }
    }

    /** What loading and trying a release may take. */
    public TrialLimits trialLimits() {
        return new TrialLimits(Duration.ofSeconds(trialSeconds), maxVersionBytes);
    }
}
