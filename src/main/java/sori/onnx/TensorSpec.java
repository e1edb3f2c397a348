package sori.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * One input or output of a graph.
 *
 * @param name as the graph has it
 * @param type of its elements
 * @param dimensions from the outermost
 */
public record TensorSpec(String name, ElementType type, List<Dimension> dimensions) {
    /** What a tensor holds. */
    public enum ElementType {
        FLOAT,
        INT64
    }

    /**
     * Length along one axis.
     *
     * @param label what the axis counts; empty for a fixed length
     * @param size elements, or -1 when the caller decides at every run
     */
    public record Dimension(String label, long size) {
        public boolean free() {
            return size < 0;
        }

        @Override
        public String toString() {
            return free() ? label : Long.toString(size);
        }
    }

    public TensorSpec {
        dimensions = List.copyOf(dimensions);
    }

    /**
     * A tensor of 32-bit floats.
     *
     * @param dimensions an {@link Integer} for a fixed length, a {@link String} naming a free one
     */
    public static TensorSpec floats(String name, Object... dimensions) {
        return new TensorSpec(name, ElementType.FLOAT, dimensions(dimensions));
    }

    /**
     * A tensor of 64-bit integers.
     *
     * @param dimensions an {@link Integer} for a fixed length, a {@link String} naming a free one
     */
    public static TensorSpec longs(String name, Object... dimensions) {
        return new TensorSpec(name, ElementType.INT64, dimensions(dimensions));
    }

    private static List<Dimension> dimensions(Object[] given) {
        List<Dimension> dimensions = new ArrayList<>();
        for (Object dimension : given) {
            dimensions.add(
                    dimension instanceof Integer size
                            ? new Dimension("", size)
                            : new Dimension(dimension.toString(), -1));
        }
        return dimensions;
    }

    @Override
    public String toString() {
        return name + " " + type + dimensions;
    }
}
