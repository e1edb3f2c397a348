package sori.plot;

import java.awt.image.BufferedImage;
import java.util.List;

/** Several alignments beside each other, small. */
public final class AlignmentGrid {
    private static final int PANEL_WIDTH = 320;
    private static final int PANEL_HEIGHT = 230;
    private static final int LEFT = 34;
    private static final int BELOW = 24;
    private static final int ABOVE = 30;
    private static final int TITLE = 40;

    private AlignmentGrid() {}

    /** One small picture, e.g. of one validation sentence. */
    public record Panel(String title, AlignmentWeights alignment) {}

    /** @throws IllegalArgumentException when there are no panels */
    public static BufferedImage draw(String title, List<Panel> panels) {
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("no alignments to draw");
        }
        int across = Math.min(4, (int) Math.ceil(Math.sqrt(panels.size())));
        int down = (panels.size() + across - 1) / across;
        try (Canvas canvas = new Canvas(across * PANEL_WIDTH + 12, TITLE + down * PANEL_HEIGHT)) {
            canvas.text(canvas.fitting(title, Canvas.TITLE, across * PANEL_WIDTH), 16, 26, 0, Canvas.TITLE, Canvas.INK);
            for (int i = 0; i < panels.size(); i++) {
                drawPanel(canvas, panels.get(i), i % across * PANEL_WIDTH, TITLE + i / across * PANEL_HEIGHT);
            }
            return canvas.image();
        }
    }

    private static void drawPanel(Canvas canvas, Panel panel, int x, int y) {
        AlignmentWeights alignment = panel.alignment();
        List<String> symbols = alignment.symbols();
        int width = PANEL_WIDTH - LEFT - 12;
        int height = PANEL_HEIGHT - ABOVE - BELOW;
        String title = canvas.fitting(panel.title(), Canvas.LABEL, width);
        canvas.text(title, x + LEFT, y + ABOVE - 8, 0, Canvas.LABEL, Canvas.INK);
        new HeatMap(alignment.weights(), symbols.size(), 0, 1).draw(canvas, x + LEFT, y + ABOVE, width, height);
        if (symbols.size() * HeatMap.NAME_HEIGHT <= height) {
            HeatMap.namesLeft(canvas, x + LEFT, y + ABOVE, height, symbols);
        } else {
            HeatMap.axisLeft(canvas, x + LEFT, y + ABOVE, height, symbols.size(), "");
        }
        HeatMap.axisBelow(canvas, x + LEFT, y + ABOVE + height, width, alignment.steps(), "");
    }
}
