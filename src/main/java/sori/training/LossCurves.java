package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sori.plot.LossPlot;
import sori.plot.Png;

/** Draws a run's loss curves ({@code losses.png}) of its logs, which hold one line per step. */
final class LossCurves {
    static final String TRAINING = "losses.tsv";
    static final String VALIDATION = "validation.tsv";

    private final Path run;
    private final List<LossPlot.Curve> curves = new ArrayList<>();

    LossCurves(Path run) {
        this.run = run;
    }

    /** @param column of the log, where 0 is the step */
    LossCurves add(String name, String log, int column) throws IOException {
        LossPlot.Curve curve = read(name, run.resolve(log), column);
        if (curve.steps().length > 0) {
            curves.add(curve);
        }
        return this;
    }

    /** A log's column over steps; no points where there is no log yet. */
    static LossPlot.Curve read(String name, Path log, int column) throws IOException {
        List<double[]> rows = rows(log);
        double[] steps = rows.stream().mapToDouble(row -> row[0]).toArray();
        double[] values = rows.stream().mapToDouble(row -> row[column]).toArray();
        return new LossPlot.Curve(name, steps, values);
    }

    void draw() throws IOException {
        if (!curves.isEmpty()) {
            Png.write(LossPlot.draw("losses of " + run.getFileName(), curves, true), run.resolve("losses.png"));
        }
    }

    private static List<double[]> rows(Path file) throws IOException {
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
