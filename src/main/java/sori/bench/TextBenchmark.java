package sori.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** How fast text is read, ordinary text and such as made other normalizers slow. Measured by JMH. */
final class TextBenchmark implements Benchmark {
    static final String TITLE = "text";

    private static final double NANOS = 1e9;
    private static final int MILLIS = 1000;

    private final Workplace workplace;

    TextBenchmark(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public String title() {
        return TITLE;
    }

    @Override
    public void run() throws RunnerException {
        for (String text : Texts.byName().keySet()) {
            workplace.progress("text: " + text + " ...");
            measure(text);
        }
    }

    private void measure(String text) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(Math.round(workplace.sizes().seconds() * MILLIS));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(TextReading.class.getName() + ".read")
                        .param("text", text)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .warmupIterations(1)
                        .warmupTime(time)
                        .measurementIterations(1)
                        .measurementTime(time)
                        .build())
                .run();
        for (RunResult result : results) {
            Map<String, Object> conditions = new HashMap<>(
                    Map.of("text", text, "length", Texts.named(text).length()));
            double characters = counted(result, "characters");
            double cpuSeconds = counted(result, "cpuNanos") / NANOS;
            workplace.tell(new Figure("text.characters", conditions, characters / cpuSeconds, "characters/s of cpu"));
        }
    }

    private static double counted(RunResult result, String counter) {
        Result<?> counted = result.getSecondaryResults().get(counter);
        if (counted == null) {
            throw new IllegalStateException("JMH has no count of " + counter);
        }
        return counted.getScore();
    }
}
