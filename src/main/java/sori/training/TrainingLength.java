package sori.training;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How long a run lasts; 8,000 steps if neither steps nor processor time is given.
 *
 * @param cpuMinutes processor time, all threads and all resumptions together
 * @param minutes by the clock, until this sitting ends; the learning rate doesn't follow it
 */
public record TrainingLength(
        @Nullable Long steps,
        @Nullable Double cpuMinutes,
        @Nullable Double minutes) {
    /** The usual length. */
    static final TrainingLength DEFAULT = new TrainingLength(null, null, null);

    private static final long USUAL_STEPS = 8000;

    /** @throws IllegalArgumentException if a limit is not positive */
    public TrainingLength {
        double wanted = Objects.requireNonNullElse(minutes, 1.0);
        if (!(wanted > 0)) {
            throw new IllegalArgumentException("minutes " + wanted + " is out of range");
        }
        budget(steps, cpuMinutes);
    }

    Budget budget() {
        return budget(steps, cpuMinutes);
    }

    private static Budget budget(@Nullable Long steps, @Nullable Double cpuMinutes) {
        if (steps == null && cpuMinutes == null) {
            return Budget.ofSteps(USUAL_STEPS);
        }
        return new Budget(
                steps == null ? OptionalLong.empty() : OptionalLong.of(steps),
                cpuMinutes == null ? OptionalDouble.empty() : OptionalDouble.of(cpuMinutes));
    }
}
