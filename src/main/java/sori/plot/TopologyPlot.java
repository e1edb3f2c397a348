package sori.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import sori.plot.TopologyModel.Arrow;
import sori.plot.TopologyModel.Box;
import sori.plot.TopologyModel.Kind;

/** A picture of a topology: topics as round boxes, stages as square ones, a frame around each application. */
public final class TopologyPlot {
    private static final Color TOPIC = new Color(0xD9ECF7);
    private static final Color TOPIC_EDGE = new Color(0x0072B2);
    private static final Color STAGE = new Color(0xFFF3DC);
    private static final Color STAGE_EDGE = new Color(0xB97700);
    private static final Color FRAME = new Color(0xF5F5F5);
    private static final Color FRAME_EDGE = new Color(0xBBBBBB);
    private static final int HEAD = 7;

    private TopologyPlot() {}

    public static BufferedImage draw(TopologyModel model) {
        TopologyLayout layout = TopologyLayout.of(model);
        try (Canvas measure = new Canvas(1, 1)) {
            int width = Math.max(layout.width(), measure.textWidth(model.title(), Canvas.TITLE) + 32);
            try (Canvas canvas = new Canvas(width, layout.height())) {
                canvas.text(model.title(), 16, 26, 0, Canvas.TITLE, Canvas.INK);
                frames(model, layout).forEach((name, frame) -> drawFrame(canvas, name, frame));
                for (Arrow arrow : model.arrows()) {
                    drawArrow(canvas, layout, arrow);
                }
                for (Box box : model.boxes()) {
                    drawBox(canvas, box, place(layout, box.id()));
                }
                return canvas.image();
            }
        }
    }

    private static Rectangle place(TopologyLayout layout, String id) {
        return new Rectangle(layout.places().getOrDefault(id, new Rectangle()));
    }

    private static Map<String, Rectangle> frames(TopologyModel model, TopologyLayout layout) {
        Map<String, Rectangle> frames = new LinkedHashMap<>();
        for (Box box : model.boxes()) {
            if (!box.application().isEmpty()) {
                frames.merge(box.application(), place(layout, box.id()), Rectangle::union);
            }
        }
        return frames;
    }

    private static void drawFrame(Canvas canvas, String name, Rectangle around) {
        double y = around.y - 24;
        rounded(
                canvas,
                new Rectangle(around.x - 12, (int) y, around.width + 24, around.height + 36),
                12,
                FRAME,
                FRAME_EDGE);
        canvas.text(name, around.x, y + 15, 0, Canvas.LABEL, Canvas.FAINT);
    }

    private static void drawBox(Canvas canvas, Box box, Rectangle place) {
        boolean topic = box.kind() == Kind.TOPIC;
        rounded(canvas, place, topic ? 26 : 4, topic ? TOPIC : STAGE, topic ? TOPIC_EDGE : STAGE_EDGE);
        double middle = place.getCenterX();
        double lines = box.details().size() * TopologyLayout.LINE;
        double y = place.getCenterY() - lines / 2 + 4;
        int room = place.width - 16;
        canvas.text(canvas.fitting(box.name(), Canvas.NAME, room), middle, y, 0.5, Canvas.NAME, Canvas.INK);
        for (String detail : box.details()) {
            y += TopologyLayout.LINE;
            canvas.text(canvas.fitting(detail, Canvas.SMALL, room), middle, y, 0.5, Canvas.SMALL, Canvas.FAINT);
        }
    }

    private static void rounded(Canvas canvas, Rectangle place, int arc, Color fill, Color edge) {
        var shape = new RoundRectangle2D.Double(place.x, place.y, place.width, place.height, arc, arc);
        canvas.graphics.setColor(fill);
        canvas.graphics.fill(shape);
        canvas.graphics.setColor(edge);
        canvas.graphics.draw(shape);
    }

    private static void drawArrow(Canvas canvas, TopologyLayout layout, Arrow arrow) {
        Rectangle from = place(layout, arrow.from());
        Rectangle to = place(layout, arrow.to());
        double endX = to.getMinX();
        double endY = to.getCenterY();
        Path2D path = new Path2D.Double();
        if (layout.low().contains(arrow.to())) {
            path.moveTo(from.getCenterX(), from.getMaxY());
            path.lineTo(from.getCenterX(), endY);
        } else {
            double bend = endX - 22;
            path.moveTo(from.getMaxX(), from.getCenterY());
            path.lineTo(bend, from.getCenterY());
            path.lineTo(bend, endY);
        }
        path.lineTo(endX - HEAD, endY);
        canvas.graphics.setColor(Canvas.FAINT);
        canvas.graphics.setStroke(new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        canvas.graphics.draw(path);
        canvas.graphics.setStroke(new BasicStroke(1));
        drawHead(canvas, endX, endY);
    }

    private static void drawHead(Canvas canvas, double x, double y) {
        Path2D head = new Path2D.Double();
        head.moveTo(x, y);
        head.lineTo(x - HEAD - 2, y - HEAD / 2.0 - 0.5);
        head.lineTo(x - HEAD - 2, y + HEAD / 2.0 + 0.5);
        head.closePath();
        canvas.graphics.fill(head);
    }
}
