package sori.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Named curves over training steps. */
public final class LossPlot {
    private static final Rectangle PLOT = new Rectangle(62, 64, 800, 420);
    private static final int WIDTH = 884;
    private static final int HEIGHT = 528;
    private static final int FEW_POINTS = 60;
    private static final Color GRID = new Color(0xE6E6E6);
    /** Okabe and Ito's colours ("Color Universal Design", 2008), which colour-blind eyes tell apart; their yellow left out. */
    private static final Color[] COLORS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x000000)
    };

    private LossPlot() {}

    /**
     * A figure over training steps.
     *
     * @param steps ascending
     * @param values one for each step; what is no finite number is left out
     */
    public record Curve(String name, double[] steps, double[] values) {
        public Curve {
            if (steps.length != values.length) {
                throw new IllegalArgumentException(name + ": " + steps.length + " steps, " + values.length + " values");
            }
        }

        /** The points that such an axis can show. */
        Curve drawable(boolean logarithmic) {
            int[] kept = IntStream.range(0, values.length)
                    .filter(i -> Double.isFinite(values[i]) && (!logarithmic || values[i] > 0))
                    .toArray();
            return new Curve(
                    name,
                    Arrays.stream(kept).mapToDouble(i -> steps[i]).toArray(),
                    Arrays.stream(kept).mapToDouble(i -> values[i]).toArray());
        }

        /** Means of neighbours, at most {@code points}: more points than pixels would only blacken the picture. */
        public Curve thinned(int points) {
            int each = (steps.length + points - 1) / points;
            return each <= 1 ? this : new Curve(name, means(steps, each), means(values, each));
        }

        private static double[] means(double[] numbers, int each) {
            return IntStream.iterate(0, from -> from < numbers.length, from -> from + each)
                    .mapToDouble(from -> Arrays.stream(numbers, from, Math.min(numbers.length, from + each))
                            .average()
                            .orElseThrow())
                    .toArray();
        }
    }

    /** @param logarithmic whether the y axis is; values of 0 and less are left out then */
    public static BufferedImage draw(String title, List<Curve> curves, boolean logarithmic) {
        List<Curve> drawn = curves.stream()
                .map(curve -> curve.drawable(logarithmic).thinned(PLOT.width))
                .toList();
        Axis x = axis(drawn, Curve::steps, false);
        Axis y = axis(drawn, Curve::values, logarithmic);
        try (Canvas canvas = new Canvas(WIDTH, HEIGHT)) {
            canvas.text(canvas.fitting(title, Canvas.TITLE, WIDTH - 32), 16, 26, 0, Canvas.TITLE, Canvas.INK);
            drawAxes(canvas, x, y);
            canvas.graphics.setClip(PLOT);
            for (int i = 0; i < drawn.size(); i++) {
                drawCurve(canvas, drawn.get(i), x, y, COLORS[i % COLORS.length]);
            }
            canvas.graphics.setClip(null);
            drawLegend(canvas, drawn);
            return canvas.image();
        }
    }

    private static Axis axis(List<Curve> curves, Function<Curve, double[]> numbers, boolean logarithmic) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (Curve curve : curves) {
            for (double number : numbers.apply(curve)) {
                lowest = Math.min(lowest, number);
                highest = Math.max(highest, number);
            }
        }
        return Axis.around(lowest, highest, logarithmic);
    }

    private static void drawAxes(Canvas canvas, Axis x, Axis y) {
        Ticks across = x.ticks(10);
        for (double value : across.values()) {
            double at = PLOT.x + PLOT.width * x.position(value);
            canvas.line(at, PLOT.y, at, PLOT.getMaxY(), GRID);
            canvas.text(across.label(value), at, PLOT.getMaxY() + 16, 0.5, Canvas.LABEL, Canvas.INK);
        }
        Ticks up = y.ticks(9);
        for (double value : up.values()) {
            double at = PLOT.getMaxY() - PLOT.height * y.position(value);
            canvas.line(PLOT.x, at, PLOT.getMaxX(), at, GRID);
            canvas.text(up.label(value), PLOT.x - 6, at + 4, 1, Canvas.LABEL, Canvas.INK);
        }
        canvas.graphics.setColor(Canvas.FAINT);
        canvas.graphics.draw(PLOT);
        canvas.text("step", PLOT.getCenterX(), PLOT.getMaxY() + 33, 0.5, Canvas.LABEL, Canvas.FAINT);
    }

    private static void drawCurve(Canvas canvas, Curve curve, Axis x, Axis y, Color color) {
        canvas.graphics.setColor(color);
        canvas.graphics.setStroke(new BasicStroke(1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        Path2D path = new Path2D.Double();
        for (int i = 0; i < curve.steps().length; i++) {
            double atX = PLOT.x + PLOT.width * x.position(curve.steps()[i]);
            double atY = PLOT.getMaxY() - PLOT.height * y.position(curve.values()[i]);
            if (i == 0) {
                path.moveTo(atX, atY);
            } else {
                path.lineTo(atX, atY);
            }
            if (curve.steps().length < FEW_POINTS) {
                canvas.graphics.fill(new Ellipse2D.Double(atX - 2.5, atY - 2.5, 5, 5));
            }
        }
        canvas.graphics.draw(path);
        canvas.graphics.setStroke(new BasicStroke(1));
    }

    /** Names with their last values, in a line above the plot, where they hide no curve. */
    private static void drawLegend(Canvas canvas, List<Curve> curves) {
        double x = 16;
        for (int i = 0; i < curves.size(); i++) {
            String caption = caption(curves.get(i));
            canvas.graphics.setColor(COLORS[i % COLORS.length]);
            canvas.graphics.fill(new Rectangle2D.Double(x, PLOT.y - 16, 16, 4));
            canvas.text(caption, x + 21, PLOT.y - 10, 0, Canvas.LABEL, Canvas.INK);
            x += 21 + canvas.textWidth(caption, Canvas.LABEL) + 18;
        }
    }

    private static String caption(Curve curve) {
        int points = curve.values().length;
        return points == 0
                ? curve.name() + "  –"
                : curve.name() + "  " + new Ticks(List.of(), -1).label(curve.values()[points - 1]);
    }
}
