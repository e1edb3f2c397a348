package sori.training;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What has passed since {@link #start}, by the clock and by the processor. Immutable.
 *
 * @param nanos of the clock, at the start
 * @param cpuNanos of this process's threads together, at the start
 */
public record Elapsed(long nanos, long cpuNanos) {
    public static Elapsed start() {
        return new Elapsed(System.nanoTime(), processNanos());
    }

    double seconds() {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** Native threads count, and so do the JVM's own. */
    public double cpuSeconds() {
        return (processNanos() - cpuNanos) / 1e9;
    }

    private static long processNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
