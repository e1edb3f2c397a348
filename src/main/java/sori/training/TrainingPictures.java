package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sori.plot.Alignment;
import sori.plot.AlignmentGrid;
import sori.plot.LossPlot;
import sori.plot.Png;
import sori.text.SymbolTable;

/** Draws a run's loss curves ({@code losses.png}) and the alignments of its validation batch ({@code alignments.png}). */
final class TrainingPictures {
    private static final int PANELS = 6;
    private static final int STEP = 0;
    private static final int MEL = 2;
    private static final int GATE = 3;
    private static final int GUIDE = 4;

    private final Path run;
    private final SymbolTable table;

    TrainingPictures(Path run, SymbolTable table) {
        this.run = run;
        this.table = table;
    }

    /** Reads the run's logs, which hold one line per step. */
    void drawLosses() throws IOException {
        List<double[]> training = rows(run.resolve("losses.tsv"));
        List<double[]> validation = rows(run.resolve("validation.tsv"));
        List<LossPlot.Curve> curves = new ArrayList<>();
        add(curves, "mel, training", training, MEL);
        add(curves, "mel, validation", validation, MEL);
        add(curves, "gate, training", training, GATE);
        add(curves, "guide, training", training, GUIDE);
        add(curves, "guide, validation", validation, GUIDE);
        if (!curves.isEmpty()) {
            Png.write(LossPlot.draw("losses of " + run.getFileName(), curves, true), run.resolve("losses.png"));
        }
    }

    void drawAlignments(AcousticTrainer.Validation validation, List<Batch.Item> items, int framesPerStep, int mels)
            throws IOException {
        List<AlignmentGrid.Panel> panels = new ArrayList<>();
        for (int i = 0; i < Math.min(PANELS, items.size()); i++) {
            int[] ids = items.get(i).symbols().ids();
            int steps = (items.get(i).mel().length / mels + framesPerStep - 1) / framesPerStep;
            float[] weights = new float[steps * ids.length];
            for (int n = 0; n < steps; n++) {
                int from = (i * validation.steps() + n) * validation.symbols();
                System.arraycopy(validation.alignment(), from, weights, n * ids.length, ids.length);
            }
            List<String> symbols = new ArrayList<>();
            for (int id : ids) {
                symbols.add(table.symbol(id));
            }
            panels.add(new AlignmentGrid.Panel(i % 2 == 0 ? "phones" : "characters", new Alignment(weights, symbols)));
        }
        String title = "alignments at step " + validation.losses().step();
        Png.write(AlignmentGrid.draw(title, panels), run.resolve("alignments.png"));
    }

    private static void add(List<LossPlot.Curve> curves, String name, List<double[]> rows, int column) {
        if (!rows.isEmpty()) {
            double[] steps = rows.stream().mapToDouble(row -> row[STEP]).toArray();
            double[] values = rows.stream().mapToDouble(row -> row[column]).toArray();
            curves.add(new LossPlot.Curve(name, steps, values));
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
