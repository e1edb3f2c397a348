package sori.training;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How long a training run may become; its learning rate falls along the way. What is used up first ends it. A run whose budget
 * is of steps alone can be repeated exactly; the processor's time is never twice the same, but unlike the clock's it doesn't
 * depend on what else the machine does.
 *
 * @param steps of the whole run
 * @param cpuMinutes processor time of its steps, all threads and all resumptions together
 */
public record Budget(OptionalLong steps, OptionalDouble cpuMinutes) {
    /** @throws IllegalArgumentException if nothing limits the run, or a limit is not positive */
    public Budget {
        if (steps.isEmpty() && cpuMinutes.isEmpty()) {
            throw new IllegalArgumentException("a budget needs steps, or minutes of processor time");
        }
        if (steps.orElse(1) <= 0) {
            throw new IllegalArgumentException("a budget of " + steps.getAsLong() + " steps: must be positive");
        }
        if (!(cpuMinutes.orElse(1) > 0)) {
            throw new IllegalArgumentException(
                    "a budget of " + cpuMinutes.getAsDouble() + " minutes of processor time: must be positive");
        }
    }

    public static Budget ofSteps(long steps) {
        return new Budget(OptionalLong.of(steps), OptionalDouble.empty());
    }

    public static Budget ofCpuMinutes(double minutes) {
        return new Budget(OptionalLong.empty(), OptionalDouble.of(minutes));
    }

    /**
     * The share that is used up.
     *
     * @param step steps done
     * @param cpuSeconds processor time used
     * @return 0 at the start, 1 and more at the end
     */
    public double used(long step, double cpuSeconds) {
        double ofSteps = steps.isPresent() ? (double) step / steps.getAsLong() : 0;
        double ofTime = cpuMinutes.isPresent() ? cpuSeconds / (60 * cpuMinutes.getAsDouble()) : 0;
        return Math.max(ofSteps, ofTime);
    }

    /** For a progress bar: seconds of processor time if they are limited, else steps. */
    long length() {
        return cpuMinutes.isPresent() ? Math.max(1, Math.round(60 * cpuMinutes.getAsDouble())) : steps.orElseThrow();
    }

    /** What of {@link #length()} is done, at most all. */
    public long done(long step, double cpuSeconds) {
        return Math.round(Math.min(1, used(step, cpuSeconds)) * length());
    }
}
