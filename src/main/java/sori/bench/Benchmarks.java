package sori.bench;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** All that can be measured. */
public final class Benchmarks {
    private Benchmarks() {}

    /** The names by which the parts are chosen, in the order in which they are measured. */
    public static List<String> titles() {
        return List.of(
                TextBenchmark.TITLE,
                DecoderBenchmark.TITLE,
                EngineBenchmark.TITLE,
                PipelineBenchmark.TITLE,
                SwapBenchmark.TITLE,
                RollingBenchmark.TITLE,
                FloodBenchmark.TITLE,
                BulkBenchmark.TITLE,
                LiveBenchmark.TITLE);
    }

    /**
     * Measures the chosen parts.
     *
     * @param titles of the parts; all when empty
     * @throws IllegalArgumentException if there is no such part
     * @throws TimeoutException when the pipeline stands still, saying where
     */
    public static void run(List<String> titles, Workplace workplace) throws Exception {
        List<Benchmark> all = List.of(
                new TextBenchmark(workplace),
                new DecoderBenchmark(workplace),
                new EngineBenchmark(workplace),
                new PipelineBenchmark(workplace),
                new SwapBenchmark(workplace),
                new RollingBenchmark(workplace),
                new FloodBenchmark(workplace),
                new BulkBenchmark(workplace),
                new LiveBenchmark(workplace));
        Optional<String> unknown =
                titles.stream().filter(title -> !titles().contains(title)).findFirst();
        if (unknown.isPresent()) {
            throw new IllegalArgumentException("no benchmark is called " + unknown.get());
        }
        for (Benchmark each : all) {
            if (titles.isEmpty() || titles.contains(each.title())) {
                each.run();
            }
        }
    }
}
