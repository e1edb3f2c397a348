package sori.mel;

import java.util.Arrays;

/**
 * The cheapest way through two sequences side by side, with steps of one frame in one or both (Sakoe and Chiba 1978, without a
 * window), from both beginnings to both ends. Stateless.
 */
public final class DynamicTimeWarping {
    private static final byte DIAGONAL = 0;
    private static final byte UP = 1;
    private static final byte LEFT = 2;

    private DynamicTimeWarping() {}

    /** How dear it is to hear two frames at one moment; not negative. */
    public interface FrameDistance {
        double between(int row, int column);
    }

    /**
     * @param cost sum of the distances of the frames on the path
     * @param steps frames on the path
     */
    record Path(double cost, long steps) {}

    /**
     * Takes {@code rows * columns} distances, and memory for one row.
     *
     * @param rows frames of the one, positive
     * @param columns frames of the other, positive
     */
    static Path cheapest(int rows, int columns, FrameDistance distance) {
        double[] costs = new double[columns];
        long[] steps = new long[columns];
        Arrays.fill(costs, Double.POSITIVE_INFINITY);
        for (int row = 0; row < rows; row++) {
            double diagonalCost = row == 0 ? 0 : Double.POSITIVE_INFINITY; // a path begins at both beginnings
            long diagonalSteps = 0;
            for (int column = 0; column < columns; column++) {
                double best = diagonalCost;
                long length = diagonalSteps;
                if (costs[column] < best) {
                    best = costs[column];
                    length = steps[column];
                }
                if (column > 0 && costs[column - 1] < best) {
                    best = costs[column - 1];
                    length = steps[column - 1];
                }
                diagonalCost = costs[column];
                diagonalSteps = steps[column];
                costs[column] = best + distance.between(row, column);
                steps[column] = length + 1;
            }
        }
        return new Path(costs[columns - 1], steps[columns - 1]);
    }

    /**
     * Where the cheapest path meets each row; where it stays in a row over several columns, the last of them. Takes a byte of memory
     * for each pair of frames.
     *
     * @return {@code [rows]}, rising
     */
    public static int[] columns(int rows, int columns, FrameDistance distance) {
        byte[][] steps = new byte[rows][columns];
        double[] costs = new double[columns];
        Arrays.fill(costs, Double.POSITIVE_INFINITY);
        for (int row = 0; row < rows; row++) {
            double diagonal = row == 0 ? 0 : Double.POSITIVE_INFINITY;
            for (int column = 0; column < columns; column++) {
                double best = diagonal;
                if (costs[column] < best) {
                    best = costs[column];
                    steps[row][column] = UP;
                }
                if (column > 0 && costs[column - 1] < best) {
                    best = costs[column - 1];
                    steps[row][column] = LEFT;
                }
                diagonal = costs[column];
                costs[column] = best + distance.between(row, column);
            }
        }
        return walkBack(steps);
    }

    private static int[] walkBack(byte[][] steps) {
        int[] met = new int[steps.length];
        int column = steps[0].length - 1;
        for (int row = steps.length - 1; row >= 0; row--) {
            met[row] = column;
            while (steps[row][column] == LEFT) {
                column--;
            }
            if (steps[row][column] == DIAGONAL) {
                column--;
            }
        }
        return met;
    }
}
