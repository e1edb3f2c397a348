package sori.plot;

import java.awt.Rectangle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import sori.plot.TopologyModel.Arrow;
import sori.plot.TopologyModel.Box;

/**
 * Where a topology's boxes stand: every box one column right of the last box that leads to it. A box that an arrow reaches over other columns
 * (as failures of every stage do) stands in a row below the others, so that such arrows run under them.
 *
 * @param places each box's rectangle by its id, in points
 * @param low the ids of the boxes in the rows below
 */
record TopologyLayout(Map<String, Rectangle> places, Set<String> low, int width, int height) {
    static final int MARGIN = 34;
    static final int BOX_WIDTH = 148;
    static final int LINE = 14;
    private static final int TOP = 76;
    private static final int COLUMN_GAP = 44;
    private static final int ROW_GAP = 44;

    static TopologyLayout of(TopologyModel model) {
        Map<String, Integer> columns = columns(model);
        Set<String> low = new HashSet<>();
        for (Arrow arrow : model.arrows()) {
            if (column(columns, arrow.to()) > column(columns, arrow.from()) + 1) {
                low.add(arrow.to());
            }
        }
        Map<String, Integer> rows = rows(model, columns, low);
        int highest = rows.values().stream().mapToInt(row -> row).min().orElse(0);
        int boxHeight = 30
                + LINE
                        * model.boxes().stream()
                                .mapToInt(box -> box.details().size())
                                .max()
                                .orElse(0);
        Map<String, Rectangle> places = new HashMap<>();
        int width = 2 * MARGIN;
        int height = TOP + MARGIN;
        for (Box box : model.boxes()) {
            Rectangle place = new Rectangle(
                    MARGIN + column(columns, box.id()) * (BOX_WIDTH + COLUMN_GAP),
                    TOP + (column(rows, box.id()) - highest) * (boxHeight + ROW_GAP),
                    BOX_WIDTH,
                    boxHeight);
            places.put(box.id(), place);
            width = Math.max(width, place.x + place.width + MARGIN);
            height = Math.max(height, place.y + place.height + MARGIN);
        }
        return new TopologyLayout(places, low, width, height);
    }

    private static int column(Map<String, Integer> columns, String id) {
        return columns.getOrDefault(id, 0);
    }

    /** The longest way to each box; bounded, because a circle has no longest way. */
    private static Map<String, Integer> columns(TopologyModel model) {
        Map<String, Integer> columns = new HashMap<>();
        for (int round = 0; round < model.boxes().size(); round++) {
            for (Arrow arrow : model.arrows()) {
                int after = Math.min(
                        column(columns, arrow.from()) + 1, model.boxes().size() - 1);
                columns.merge(arrow.to(), after, Math::max);
            }
        }
        return columns;
    }

    /** 0 for the main row, below it for what has no room there, above it (negative) for what the flow ends in beside its way. */
    private static Map<String, Integer> rows(TopologyModel model, Map<String, Integer> columns, Set<String> low) {
        Set<String> inner = model.arrows().stream().map(Arrow::from).collect(Collectors.toSet());
        Set<Integer> passed = new HashSet<>();
        for (Box box : model.boxes()) {
            if (inner.contains(box.id())) {
                passed.add(column(columns, box.id()));
            }
        }
        Map<String, Integer> rows = new HashMap<>();
        Map<Integer, Integer> below = new HashMap<>();
        Map<Integer, Integer> above = new HashMap<>();
        int deepest = 0;
        for (Box box : model.boxes()) {
            int column = column(columns, box.id());
            if (low.contains(box.id())) {
                continue;
            }
            boolean aside = !inner.contains(box.id()) && passed.contains(column);
            rows.put(
                    box.id(), aside ? above.merge(column, -1, Integer::sum) : below.merge(column, 1, Integer::sum) - 1);
            deepest = Math.max(deepest, column(rows, box.id()));
        }
        for (Box box : model.boxes()) {
            if (low.contains(box.id())) {
                rows.put(box.id(), ++deepest);
            }
        }
        return rows;
    }
}
