package sori.cli.options;

import java.util.ArrayList;
import java.util.List;

/** Rows of words under a head, in columns as wide as they need to be, within reason. Used by one thread. */
public final class Table {
    /** A name that has no end must not widen every row. */
    private static final int WIDEST = 200;

    /** Of the last column, which widens none. */
    private static final int WIDEST_LAST = 2_000;

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... head) {
        rows.add(List.of(head));
    }

    public void row(String... cells) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            row.add(shortened(cells[i], i == cells.length - 1 ? WIDEST_LAST : WIDEST));
        }
        rows.add(row);
    }

    private static String shortened(String cell, int widest) {
        return cell.length() <= widest ? cell : cell.substring(0, widest - 1) + "…";
    }

    public List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
