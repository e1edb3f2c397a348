package sori.training;

import static sori.training.GraphBuilder.attribute;

import java.util.List;

/** Turns a convolution along time into one matrix product. */
final class Unfolding {
    private Unfolding() {}

    /** {@code [batch, time + kernel - 1, channels]} to {@code [batch, time, kernel * channels]}, oldest neighbour first. */
    static String unfold(GraphBuilder graph, String signal, int kernel) {
        String[] slices = new String[kernel];
        for (int k = 0; k < kernel; k++) {
            long end = k == kernel - 1 ? Long.MAX_VALUE : k - kernel + 1;
            slices[k] = graph.op("Slice", signal, graph.longs(k), graph.longs(end), graph.longs(1));
        }
        return graph.op("Concat", List.of(attribute("axis", 2)), slices);
    }
}
