package sori.plot;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;

/** A mel spectrogram over time, and the alignment that it was spoken with under it, on the same time axis. */
public final class MelPlot {
    private static final int LEFT = 62;
    private static final int RIGHT = 74;
    private static final int TOP = 44;
    private static final int GAP = 40;
    private static final int MEL_HEIGHT = 240;
    /** Natural log units below the loudest value that are still told apart: about 75 dB. */
    private static final double RANGE = 8.6;

    private MelPlot() {}

    public static BufferedImage draw(String title, Spectrogram mel) {
        return draw(title, mel, Optional.empty());
    }

    /** @param alignment its steps spread evenly over the spectrogram's time */
    public static BufferedImage draw(String title, Spectrogram mel, Optional<AlignmentWeights> alignment) {
        int width = (int) Math.max(420, Math.min(1400, mel.frames() * 2.5));
        int alignmentHeight = alignment.map(MelPlot::height).orElse(0);
        int height = TOP + MEL_HEIGHT + (alignment.isPresent() ? GAP + alignmentHeight : 0) + GAP;
        try (Canvas canvas = new Canvas(LEFT + width + RIGHT, height)) {
            canvas.text(canvas.fitting(title, Canvas.TITLE, LEFT + width), 16, 26, 0, Canvas.TITLE, Canvas.INK);
            drawMel(canvas, mel, width);
            HeatMap.axisBelow(
                    canvas, LEFT, TOP + MEL_HEIGHT, width, mel.seconds(), alignment.isPresent() ? "" : "seconds");
            if (alignment.isPresent()) {
                int y = TOP + MEL_HEIGHT + GAP;
                drawAlignment(canvas, alignment.get(), y, width, alignmentHeight);
                HeatMap.axisBelow(canvas, LEFT, y + alignmentHeight, width, mel.seconds(), "seconds");
            }
            return canvas.image();
        }
    }

    private static int height(AlignmentWeights alignment) {
        return Math.max(120, Math.min(720, alignment.symbols().size() * 10));
    }

    private static void drawMel(Canvas canvas, Spectrogram mel, int width) {
        double loudest = Double.NEGATIVE_INFINITY;
        for (float value : mel.values()) {
            loudest = value > loudest ? value : loudest;
        }
        double high = Double.isInfinite(loudest) ? 0 : loudest;
        new HeatMap(mel.values(), mel.bands(), high - RANGE, high).draw(canvas, LEFT, TOP, width, MEL_HEIGHT);
        HeatMap.axisLeft(canvas, LEFT, TOP, MEL_HEIGHT, mel.bands(), "mel band");
        drawScale(canvas, LEFT + width + 14, TOP, MEL_HEIGHT, high - RANGE, high, "natural log");
    }

    private static void drawAlignment(Canvas canvas, AlignmentWeights alignment, int y, int width, int height) {
        List<String> symbols = alignment.symbols();
        new HeatMap(alignment.weights(), symbols.size(), 0, 1).draw(canvas, LEFT, y, width, height);
        HeatMap.namesLeft(canvas, LEFT, y, height, symbols);
        canvas.upwards("symbols", LEFT - 42, y + height / 2.0, Canvas.LABEL, Canvas.FAINT);
        drawScale(canvas, LEFT + width + 14, y, height, 0, 1, "attention");
    }

    private static void drawScale(Canvas canvas, int x, int y, int height, double low, double high, String name) {
        float[] ramp = new float[128];
        for (int i = 0; i < ramp.length; i++) {
            ramp[i] = i / (ramp.length - 1f);
        }
        new HeatMap(ramp, ramp.length, 0, 1).draw(canvas, x, y, 10, height);
        Ticks ticks = Ticks.between(low, high, 5);
        for (double value : ticks.values()) {
            double at = y + height * (high - value) / (high - low);
            canvas.line(x + 10, at, x + 13, at, Canvas.INK);
            canvas.text(ticks.label(value), x + 16, at + 3, 0, Canvas.SMALL, Canvas.INK);
        }
        canvas.upwards(name, x + 50, y + height / 2.0, Canvas.LABEL, Canvas.FAINT);
    }
}
