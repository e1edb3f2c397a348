package sori.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Named curves over training steps. */
public final class LossPlot {
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 800;
    private static final int MAX_POINTS = 1500;
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
     * @param steps ascending
     * @param values one for each step; what is no finite number is left out
     */
    public record Curve(String name, double[] steps, double[] values) {
        public Curve {
            if (steps.length != values.length) {
                throw new IllegalArgumentException(name + ": " + steps.length + " steps, " + values.length + " values");
            }
        }
    }

    /** @param logarithmic whether the y axis is; values of 0 and less are left out then */
    public static BufferedImage draw(String title, List<Curve> curves, boolean logarithmic) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .theme(ChartTheme.XChart)
                .title(title)
                .xAxisTitle("step")
                .build();
        style(chart.getStyler(), logarithmic);
        for (int i = 0; i < curves.size(); i++) {
            Curve curve = drawable(curves.get(i), logarithmic);
            if (curve.steps().length > 0) {
                XYSeries series = chart.addSeries(curve.name(), curve.steps(), curve.values());
                series.setMarker(curve.steps().length < 60 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
                series.setLineColor(COLORS[i % COLORS.length]);
                series.setMarkerColor(COLORS[i % COLORS.length]);
                series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            }
        }
        return BitmapEncoder.getBufferedImage(chart);
    }

    private static void style(XYStyler styler, boolean logarithmic) {
        styler.setYAxisLogarithmic(logarithmic);
        styler.setChartTitleFont(Canvas.TITLE.deriveFont(26f));
        styler.setAxisTitleFont(Canvas.LABEL.deriveFont(20f));
        styler.setAxisTickLabelsFont(Canvas.LABEL.deriveFont(18f));
        styler.setLegendFont(Canvas.LABEL.deriveFont(20f));
        styler.setLegendPosition(LegendPosition.InsideNE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartTitleBoxVisible(false);
        styler.setPlotGridLinesColor(new Color(0xE4E4E4));
        styler.setMarkerSize(8);
        styler.setXAxisDecimalPattern("#,##0");
    }

    private static Curve drawable(Curve curve, boolean logarithmic) {
        int[] kept = IntStream.range(0, curve.values().length)
                .filter(i -> Double.isFinite(curve.values()[i]) && (!logarithmic || curve.values()[i] > 0))
                .toArray();
        double[] steps = Arrays.stream(kept).mapToDouble(i -> curve.steps()[i]).toArray();
        double[] values =
                Arrays.stream(kept).mapToDouble(i -> curve.values()[i]).toArray();
        int each = (steps.length + MAX_POINTS - 1) / MAX_POINTS;
        return each <= 1
                ? new Curve(curve.name(), steps, values)
                : new Curve(curve.name(), means(steps, each), means(values, each));
    }

    /** The mean of each {@code each} numbers: more points than pixels would only blacken the picture. */
    private static double[] means(double[] numbers, int each) {
        return IntStream.iterate(0, from -> from < numbers.length, from -> from + each)
                .mapToDouble(from -> Arrays.stream(numbers, from, Math.min(numbers.length, from + each))
                        .average()
                        .orElseThrow())
                .toArray();
    }
}
