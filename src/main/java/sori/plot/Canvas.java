package sori.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;

/** A white sheet with this package's fonts and colours. Its units are points; the image has {@link #SCALE} pixels for each. */
final class Canvas implements AutoCloseable {
    static final int SCALE = 2;
    static final Color INK = new Color(0x222222);
    static final Color FAINT = new Color(0x777777);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    static final Font NAME = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 9);

    final Graphics2D graphics;
    private final BufferedImage image;

    Canvas(int width, int height) {
        this.image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        this.graphics = image.createGraphics();
        graphics.scale(SCALE, SCALE);
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setStroke(new BasicStroke(1));
        graphics.setColor(INK);
    }

    int textWidth(String text, Font font) {
        return graphics.getFontMetrics(font).stringWidth(text);
    }

    /** @param anchor where {@code x} lies in the text: 0 its left end, .5 its middle, 1 its right end */
    void text(String text, double x, double baseline, double anchor, Font font, Color color) {
        graphics.setFont(font);
        graphics.setColor(color);
        graphics.drawString(text, (float) (x - anchor * textWidth(text, font)), (float) baseline);
    }

    /** Text that reads upwards, its middle at ({@code x}, {@code y}). */
    void upwards(String text, double x, double y, Font font, Color color) {
        AffineTransform before = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, x, y);
        text(text, x, y, 0.5, font, color);
        graphics.setTransform(before);
    }

    void line(double x1, double y1, double x2, double y2, Color color) {
        graphics.setColor(color);
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    /** {@code text}, shortened with an ellipsis to fit. */
    String fitting(String text, Font font, int width) {
        String result = text;
        while (textWidth(result, font) > width && result.length() > 2) {
            result = result.substring(0, result.length() - 2) + "…";
        }
        return result;
    }

    BufferedImage image() {
        return image;
    }

    @Override
    public void close() {
        graphics.dispose();
    }
}
