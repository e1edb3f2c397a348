package sori.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Processor time, which a busy machine stretches less than wall time. */
final class CpuTime {
    private static final double NANOS = 1e9;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    /** Of the calling thread so far. */
    static double ofThread() {
        return THREADS.getCurrentThreadCpuTime() / NANOS;
    }

    /** Of this process so far, the JVM's own threads included. */
    static double ofProcess() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / NANOS;
    }
}
