package sori.bench;

/** Wall time and this process's processor time since its making. Immutable. */
final class Stopwatch {
    private final long startNanos = System.nanoTime();
    private final double startCpu = CpuTime.ofProcess();

    double wallSeconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    public double cpuSeconds() {
        return CpuTime.ofProcess() - startCpu;
    }
}
