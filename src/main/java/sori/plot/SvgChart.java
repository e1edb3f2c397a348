package sori.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Lines over numbers as an SVG element for a web page. It has no colours of its own: each line carries the class names that it is
 * given, and grid, labels and frame have {@code grid}, {@code label} and {@code frame}, so that the page's style decides.
 */
public final class SvgChart {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 300;
    private static final int LEFT = 46;
    private static final int RIGHT = 22;
    private static final int TOP = 10;
    private static final int BELOW = 40;
    private static final int MOST_POINTS = 120;
    private static final int FEW_POINTS = 16;

    private SvgChart() {}

    /**
     * @param classes for the style, such as {@code "lstm dashed"}
     * @param curve what is no finite number is left out
     */
    public record Line(String classes, LossPlot.Curve curve) {}

    /**
     * @param title what it shows, for screen readers
     * @param logarithmic whether the y axis is
     */
    public record Axes(String title, String across, String up, boolean logarithmic) {}

    /** The element; lines of few points have a dot at each. */
    public static String draw(Axes axes, List<Line> lines) {
        List<Line> drawn = lines.stream()
                .map(line -> new Line(
                        line.classes(),
                        line.curve().drawable(axes.logarithmic()).thinned(MOST_POINTS)))
                .filter(line -> line.curve().steps().length > 0)
                .toList();
        Axis x = axis(drawn, LossPlot.Curve::steps, false);
        Axis y = axis(drawn, LossPlot.Curve::values, axes.logarithmic());
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                HEIGHT,
                escape(axes.title())));
        grid(svg, axes, x, y);
        for (Line line : drawn) {
            line(svg, line, x, y);
        }
        return svg.append("</svg>").toString();
    }

    private static Axis axis(List<Line> lines, Function<LossPlot.Curve, double[]> numbers, boolean logarithmic) {
        double[] all = lines.stream()
                .flatMapToDouble(line -> DoubleStream.of(numbers.apply(line.curve())))
                .toArray();
        double lowest = DoubleStream.of(all).min().orElse(Double.POSITIVE_INFINITY);
        double highest = DoubleStream.of(all).max().orElse(Double.NEGATIVE_INFINITY);
        return Axis.around(lowest, highest, logarithmic);
    }

    private static void grid(StringBuilder svg, Axes axes, Axis x, Axis y) {
        int bottom = HEIGHT - BELOW;
        int right = WIDTH - RIGHT;
        Ticks across = x.ticks(6);
        for (double value : across.values()) {
            double at = atX(x, value);
            svg.append(
                    element("<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", at, at, TOP, bottom));
            text(svg, at, bottom + 16, "middle", across.label(value));
        }
        Ticks up = y.ticks(6);
        for (double value : up.values()) {
            double at = atY(y, value);
            svg.append(
                    element("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", LEFT, right, at, at));
            text(svg, LEFT - 6, at + 4, "end", up.label(value));
        }
        svg.append(element("<path class=\"frame\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, bottom, right));
        text(svg, (LEFT + right) / 2.0, HEIGHT - 6, "middle", axes.across());
        svg.append(element(
                "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(11 %d) rotate(-90)\">%s</text>",
                (TOP + bottom) / 2, escape(axes.up())));
    }

    private static void line(StringBuilder svg, Line line, Axis x, Axis y) {
        double[] steps = line.curve().steps();
        double[] values = line.curve().values();
        List<String> points = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            points.add(element("%.1f,%.1f", atX(x, steps[i]), atY(y, values[i])));
        }
        String classes = escape(line.classes());
        svg.append(element(
                "<polyline class=\"line %s\" points=\"%s\"><title>%s</title></polyline>",
                classes, String.join(" ", points), escape(line.curve().name())));
        if (points.size() <= FEW_POINTS) {
            for (int i = 0; i < steps.length; i++) {
                svg.append(element(
                        "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>",
                        classes, atX(x, steps[i]), atY(y, values[i])));
            }
        }
    }

    private static double atX(Axis x, double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * x.position(value);
    }

    private static double atY(Axis y, double value) {
        return HEIGHT - BELOW - (HEIGHT - BELOW - TOP) * y.position(value);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(element(
                "<text class=\"label\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                anchor, x, y, escape(text)));
    }

    private static String element(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
