package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sori.acoustic.AcousticShape;
import sori.plot.AlignmentGrid;
import sori.plot.AlignmentWeights;
import sori.plot.Png;
import sori.text.SymbolTable;
import sori.training.LossCurves;

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

    /** @param attention whether the model has a guide to its attention */
    void drawLosses(boolean attention) throws IOException {
        LossCurves curves = new LossCurves(run)
                .add("mel, training", LossCurves.TRAINING, MEL)
                .add("mel, validation", LossCurves.VALIDATION, MEL)
                .add("gate, training", LossCurves.TRAINING, GATE);
        if (attention) {
            curves.add("guide, training", LossCurves.TRAINING, GUIDE)
                    .add("guide, validation", LossCurves.VALIDATION, GUIDE);
        }
        curves.draw();
    }

    /** @param ids of the utterances that the items are of */
    void drawAlignments(
            long step, AcousticTrainer.Weights alignment, List<Batch.Item> items, List<String> ids, AcousticShape shape)
            throws IOException {
        List<AlignmentGrid.Panel> panels = new ArrayList<>();
        for (int i = 0; i < Math.min(PANELS, items.size()); i++) {
            int[] text = items.get(i).symbols().ids();
            int frames = items.get(i).mel().length / shape.mels();
            int steps = (frames + shape.framesPerStep() - 1) / shape.framesPerStep();
            float[] weights = new float[steps * text.length];
            for (int n = 0; n < steps; n++) {
                int from = (i * alignment.steps() + n) * alignment.symbols();
                System.arraycopy(alignment.values(), from, weights, n * text.length, text.length);
            }
            List<String> symbols = new ArrayList<>();
            for (int id : text) {
                symbols.add(SymbolTable.label(table.symbol(id)));
            }
            panels.add(new AlignmentGrid.Panel(ids.get(i), new AlignmentWeights(weights, symbols)));
        }
        String title = "alignments at step " + step;
        Png.write(AlignmentGrid.draw(title, panels), run.resolve("alignments.png"));
    }
}
