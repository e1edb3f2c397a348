package sori.plot;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a corpus is made of: histograms side by side, and under them how often each character occurs. */
public final class CorpusPlot {
    private static final int WIDTH = 884;
    private static final int HEIGHT = 560;
    private static final int LEFT = 62;
    private static final int RIGHT = 22;
    private static final int TOP = 64;
    private static final int HISTOGRAM_HEIGHT = 180;
    private static final Rectangle COVERAGE = new Rectangle(LEFT, 330, WIDTH - LEFT - RIGHT, 170);
    private static final int BINS = 40;
    private static final Color GRID = new Color(0xE6E6E6);
    /** Okabe and Ito's blue and vermilion, as in the loss curves. */
    private static final Color BAR = new Color(0x0072B2);

    private static final Color NEVER = new Color(0xD55E00);

    private CorpusPlot() {}

    /**
     * How values are spread.
     *
     * @param values finite, 0 and above
     */
    @SuppressWarnings("ArrayRecordComponent") // an argument, never compared
    public record Histogram(String name, double[] values) {
        /** The axis' end: what lies exactly on it belongs to the last bin. */
        double high() {
            return Math.max(1e-3, Arrays.stream(values).max().orElse(1));
        }

        int[] bins() {
            int[] bins = new int[BINS];
            for (double value : values) {
                bins[(int) Math.min(BINS - 1, value / high() * BINS)]++;
            }
            return bins;
        }
    }

    /** @param coverage how often each character occurs, in the order in which they are drawn; those that never do are marked */
    public static BufferedImage draw(String title, List<Histogram> histograms, Map<String, Long> coverage) {
        try (Canvas canvas = new Canvas(WIDTH, HEIGHT)) {
            canvas.text(canvas.fitting(title, Canvas.TITLE, WIDTH - 32), 16, 26, 0, Canvas.TITLE, Canvas.INK);
            int share = WIDTH / Math.max(1, histograms.size());
            for (int i = 0; i < histograms.size(); i++) {
                Rectangle place = new Rectangle(i * share + LEFT, TOP, share - LEFT - RIGHT, HISTOGRAM_HEIGHT);
                drawHistogram(canvas, place, histograms.get(i));
            }
            drawCoverage(canvas, coverage);
            return canvas.image();
        }
    }

    private static void drawHistogram(Canvas canvas, Rectangle place, Histogram histogram) {
        int[] bins = histogram.bins();
        int highest = Math.max(1, Arrays.stream(bins).max().orElse(1));
        Axis y = new Axis(0, 1.05 * highest, false);
        drawLeft(canvas, place, y, "recordings");
        Axis x = new Axis(0, histogram.high(), false);
        Ticks ticks = x.ticks(8);
        for (double value : ticks.values()) {
            double at = place.x + place.width * x.position(value);
            canvas.line(at, place.getMaxY(), at, place.getMaxY() + 3, Canvas.FAINT);
            canvas.text(ticks.label(value), at, place.getMaxY() + 16, 0.5, Canvas.LABEL, Canvas.INK);
        }
        double width = (double) place.width / BINS;
        for (int i = 0; i < BINS; i++) {
            bar(canvas, place, place.x + i * width, width - 0.5, y.position(bins[i]));
        }
        frame(canvas, place, histogram.name());
    }

    private static void drawCoverage(Canvas canvas, Map<String, Long> coverage) {
        long highest =
                coverage.values().stream().mapToLong(Long::longValue).max().orElse(0);
        Axis y = new Axis(0.5, Math.max(20, 2 * highest), true);
        drawLeft(canvas, COVERAGE, y, "times");
        double width = (double) COVERAGE.width / Math.max(1, coverage.size());
        double x = COVERAGE.x;
        for (Map.Entry<String, Long> entry : coverage.entrySet()) {
            boolean never = entry.getValue() == 0;
            if (!never) {
                bar(canvas, COVERAGE, x + 0.1 * width, 0.8 * width, y.position(entry.getValue()));
            }
            double baseline = COVERAGE.getMaxY() + 14;
            String name = entry.getKey().length() > 2 ? "␣" : entry.getKey();
            canvas.text(
                    name, x + width / 2, baseline, 0.5, never ? Canvas.NAME : Canvas.SMALL, never ? NEVER : Canvas.INK);
            x += width;
        }
        frame(canvas, COVERAGE, "characters of the symbol table; in orange what no text has");
    }

    private static void drawLeft(Canvas canvas, Rectangle place, Axis y, String name) {
        Ticks ticks = y.ticks(5);
        for (double value : ticks.values()) {
            double at = place.getMaxY() - place.height * y.position(value);
            canvas.line(place.x, at, place.getMaxX(), at, GRID);
            canvas.text(ticks.label(value), place.x - 6, at + 4, 1, Canvas.LABEL, Canvas.INK);
        }
        canvas.upwards(name, place.x - 46, place.getCenterY(), Canvas.LABEL, Canvas.FAINT);
    }

    private static void bar(Canvas canvas, Rectangle place, double x, double width, double share) {
        canvas.graphics.setColor(BAR);
        canvas.graphics.fill(
                new Rectangle2D.Double(x, place.getMaxY() - place.height * share, width, place.height * share));
    }

    private static void frame(Canvas canvas, Rectangle place, String name) {
        canvas.graphics.setColor(Canvas.FAINT);
        canvas.graphics.draw(place);
        canvas.text(name, place.getCenterX(), place.getMaxY() + 33, 0.5, Canvas.LABEL, Canvas.FAINT);
    }
}
