package sori.plot;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A matrix as colours in a rectangle, time to the right and the columns upwards, and its axes.
 *
 * @param values {@code [steps, columns]} row-major
 * @param low the value of the darkest colour
 * @param high the value of the brightest colour
 */
record HeatMap(float[] values, int columns, double low, double high) {
    static final int NAME_HEIGHT = 9;

    int steps() {
        return values.length / columns;
    }

    void draw(Canvas canvas, int x, int y, int width, int height) {
        BufferedImage image = new BufferedImage(steps(), columns, BufferedImage.TYPE_INT_RGB);
        double range = Math.max(1e-9, high - low);
        for (int step = 0; step < steps(); step++) {
            for (int column = 0; column < columns; column++) {
                int rgb = Viridis.rgb((values[step * columns + column] - low) / range);
                image.setRGB(step, columns - 1 - column, rgb);
            }
        }
        canvas.graphics.drawImage(image, x, y, width, height, null);
        canvas.graphics.setColor(Canvas.INK);
        canvas.graphics.drawRect(x, y, width, height);
    }

    /** Round numbers under a rectangle whose width stands for 0 to {@code end}. */
    static void axisBelow(Canvas canvas, int x, int y, int width, double end, String name) {
        Ticks ticks = Ticks.between(0, end, Math.max(2, width / 80));
        for (double value : ticks.values()) {
            double at = x + width * value / end;
            canvas.line(at, y, at, y + 4, Canvas.INK);
            canvas.text(ticks.label(value), at, y + 16, 0.5, Canvas.LABEL, Canvas.INK);
        }
        if (!name.isEmpty()) {
            canvas.text(name, x + width / 2.0, y + 31, 0.5, Canvas.LABEL, Canvas.FAINT);
        }
    }

    /** Round numbers left of a rectangle whose height stands for 0 (below) to {@code end} (above). */
    static void axisLeft(Canvas canvas, int x, int y, int height, double end, String name) {
        Ticks ticks = Ticks.between(0, end, Math.max(2, height / 50));
        for (double value : ticks.values()) {
            double at = y + height - height * value / end;
            canvas.line(x - 4, at, x, at, Canvas.INK);
            canvas.text(ticks.label(value), x - 7, at + 4, 1, Canvas.LABEL, Canvas.INK);
        }
        canvas.upwards(name, x - 38, y + height / 2.0, Canvas.LABEL, Canvas.FAINT);
    }

    /** Names left of a rectangle, from below to above; only each n-th where there is no room for all. */
    static void namesLeft(Canvas canvas, int x, int y, int height, List<String> names) {
        double each = (double) height / names.size();
        int every = (int) Math.ceil(NAME_HEIGHT / each);
        for (int i = 0; i < names.size(); i += every) {
            String name = names.get(i).isBlank() ? "␣" : names.get(i);
            canvas.text(name, x - 5, y + height - (i + 0.5) * each + 3, 1, Canvas.SMALL, Canvas.INK);
        }
    }
}
