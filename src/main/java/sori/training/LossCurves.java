package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import sori.plot.LossPlot;
import sori.plot.Png;

/** Draws curves of a run's logs, which hold one line per step. */
public final class LossCurves {
    public static final String TRAINING = "losses.tsv";
    public static final String VALIDATION = "validation.tsv";

    private final Path run;
    private final List<LossPlot.Curve> curves = new ArrayList<>();

    public LossCurves(Path run) {
        this.run = run;
    }

    /** @param column of the log, where 0 is the step */
    public LossCurves add(String name, String log, int column) throws IOException {
        return add(name, log, row -> row[column]);
    }

    /** @param figure of a line of the log, whose first number is the step; NaN is not drawn */
    public LossCurves add(String name, String log, ToDoubleFunction<double[]> figure) throws IOException {
        List<double[]> rows = rows(run.resolve(log));
        double[] values = rows.stream().mapToDouble(figure).toArray();
        if (DoubleStream.of(values).anyMatch(Double::isFinite)) {
            double[] steps = rows.stream().mapToDouble(row -> row[0]).toArray();
            curves.add(new LossPlot.Curve(name, steps, values));
        }
        return this;
    }

    /** A log's column over steps; no points where there is no log yet. */
    public static LossPlot.Curve read(String name, Path log, int column) throws IOException {
        List<double[]> rows = rows(log);
        double[] steps = rows.stream().mapToDouble(row -> row[0]).toArray();
        double[] values = rows.stream().mapToDouble(row -> row[column]).toArray();
        return new LossPlot.Curve(name, steps, values);
    }

    /** The losses ({@code losses.png}), if there are any. */
    public void draw() throws IOException {
        draw("losses of " + run.getFileName(), "losses.png", true);
    }

    /** @param logarithmic whether the y axis is */
    public void draw(String title, String file, boolean logarithmic) throws IOException {
        if (!curves.isEmpty()) {
            Png.write(LossPlot.draw(title, curves, logarithmic), run.resolve(file));
        }
    }

    /** Lines of a log, as numbers; none without the log. */
    public static List<double[]> rows(Path file) throws IOException {
        List<double[]> rows = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t");
                double[] row = new double[fields.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Double.parseDouble(fields[i]);
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
