package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** Where a training run's figures go: into a log for each kind, which the curves are drawn of, and into an event file. */
public final class RunLog implements AutoCloseable {
    private final Path run;
    private final EventFile events;

    /** @param step done so far */
    public RunLog(Path run, long step) throws IOException {
        this.run = run;
        this.events = EventFile.begin(run, step);
    }

    /**
     * @param file of the run's folder; it must get the same figures each time
     * @param figures in the order of the columns
     */
    public void write(String file, long step, Map<String, Double> figures) throws IOException {
        append(
                run.resolve(file),
                step,
                figures.values().stream().mapToDouble(Double::doubleValue).toArray());
        events(file, step, figures);
    }

    /** Figures that have been logged elsewhere. */
    public void events(String file, long step, Map<String, Double> figures) throws IOException {
        String kind = file.substring(0, file.lastIndexOf('.'));
        Map<String, Double> tagged = new LinkedHashMap<>();
        figures.forEach((name, value) -> tagged.put(kind + "/" + name, value));
        events.scalars(step, tagged);
    }

    /** @param file of the run's folder; nothing happens if it is not there */
    public void picture(String file, long step) throws IOException {
        Path png = run.resolve(file);
        if (Files.isRegularFile(png)) {
            events.picture(step, file.substring(0, file.lastIndexOf('.')), png);
        }
    }

    @Override
    public void close() throws IOException {
        events.close();
    }

    /** Appends a line of the step and its figures, parted by tabs. */
    public static void append(Path file, long step, double... figures) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        String line = DoubleStream.of(figures)
                .mapToObj(figure -> String.format(Locale.ROOT, "\t%.6f", figure))
                .collect(Collectors.joining("", Long.toString(step), System.lineSeparator()));
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
