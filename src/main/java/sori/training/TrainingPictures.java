package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sori.plot.Alignment;
import sori.plot.AlignmentGrid;
import sori.plot.Png;
import sori.text.SymbolTable;

/** Draws a run's loss curves ({@code losses.png}) and the alignments of its validation batch ({@code alignments.png}). */
final class TrainingPictures {
    private static final int PANELS = 6;
    private static final int MEL = 2;
    private static final int GATE = 3;
    private static final int GUIDE = 4;

    private final Path run;
    private final SymbolTable table;

    TrainingPictures(Path run, SymbolTable table) {
        this.run = run;
        this.table = table;
    }

    void drawLosses() throws IOException {
        new LossCurves(run)
                .add("mel, training", LossCurves.TRAINING, MEL)
                .add("mel, validation", LossCurves.VALIDATION, MEL)
                .add("gate, training", LossCurves.TRAINING, GATE)
                .add("guide, training", LossCurves.TRAINING, GUIDE)
                .add("guide, validation", LossCurves.VALIDATION, GUIDE)
                .draw();
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
}
