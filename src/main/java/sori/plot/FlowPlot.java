package sori.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** A chain of topics and processing stages from left to right, with what leaves it on the side. */
public final class FlowPlot {
    private static final int BOX_WIDTH = 128;
    private static final int BOX_HEIGHT = 44;
    private static final int GAP = 34;
    private static final int MARGIN = 24;
    private static final int TOP = 64;
    private static final int SIDE_TOP = TOP + BOX_HEIGHT + 56;
    private static final Color TOPIC = new Color(0xDCEBF7);
    private static final Color STAGE = new Color(0xFBE9D0);
    private static final Color SIDE = new Color(0xF6D9D9);

    /** What a box stands for. */
    public enum Kind {
        TOPIC,
        STAGE
    }

    /** One box; {@code note} is written small under its name. */
    public record Box(Kind kind, String name, String note) {}

    private FlowPlot() {}

    /**
     * @param chain in the order in which records pass
     * @param side topic that every stage may also write
     */
    public static BufferedImage draw(String title, List<Box> chain, Box side) {
        int width = 2 * MARGIN + chain.size() * BOX_WIDTH + (chain.size() - 1) * GAP;
        try (Canvas canvas = new Canvas(width, SIDE_TOP + BOX_HEIGHT + MARGIN)) {
            canvas.text(title, MARGIN, 32, 0, Canvas.TITLE, Canvas.INK);
            double sideX = (width - BOX_WIDTH) / 2.0;
            for (int i = 0; i < chain.size(); i++) {
                double x = MARGIN + i * (double) (BOX_WIDTH + GAP);
                Box box = chain.get(i);
                if (box.kind() == Kind.STAGE) {
                    canvas.line(x + BOX_WIDTH / 2.0, TOP + BOX_HEIGHT, sideX + BOX_WIDTH / 2.0, SIDE_TOP, Canvas.FAINT);
                }
                if (i > 0) {
                    arrow(canvas, x - GAP, x, TOP + BOX_HEIGHT / 2.0);
                }
                box(canvas, box, x, TOP, box.kind() == Kind.TOPIC ? TOPIC : STAGE);
            }
            box(canvas, side, sideX, SIDE_TOP, SIDE);
            return canvas.image();
        }
    }

    private static void box(Canvas canvas, Box box, double x, double y, Color fill) {
        double corner = box.kind() == Kind.TOPIC ? BOX_HEIGHT : 8;
        RoundRectangle2D outline = new RoundRectangle2D.Double(x, y, BOX_WIDTH, BOX_HEIGHT, corner, corner);
        canvas.graphics.setColor(fill);
        canvas.graphics.fill(outline);
        canvas.graphics.setColor(Canvas.INK);
        canvas.graphics.setStroke(new BasicStroke(1));
        canvas.graphics.draw(outline);
        double middle = x + BOX_WIDTH / 2.0;
        String name = canvas.fitting(box.name(), Canvas.LABEL, BOX_WIDTH - 12);
        String note = canvas.fitting(box.note(), Canvas.SMALL, BOX_WIDTH - 12);
        canvas.text(name, middle, y + (note.isEmpty() ? 26 : 20), 0.5, Canvas.LABEL, Canvas.INK);
        canvas.text(note, middle, y + 34, 0.5, Canvas.SMALL, Canvas.FAINT);
    }

    private static void arrow(Canvas canvas, double from, double to, double y) {
        canvas.line(from, y, to, y, Canvas.INK);
        canvas.line(to - 6, y - 4, to, y, Canvas.INK);
        canvas.line(to - 6, y + 4, to, y, Canvas.INK);
    }
}
