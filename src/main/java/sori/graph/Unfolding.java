package sori.graph;

import static sori.graph.GraphBuilder.attribute;

import java.util.List;

/**
 * Turns convolutions along time into matrix products: the neighbours of each place are copied side by side, by one gather whose
 * indices serve all layers of a graph.
 */
final class Unfolding {
    private final GraphBuilder graph;
    private final String neighbours;
    private final int kernel;

    /** @param counted a value whose second axis has as many places as the convolutions give */
    Unfolding(GraphBuilder graph, String counted, int kernel) {
        this.graph = graph;
        this.kernel = kernel;
        long[] offsets = new long[kernel];
        for (int k = 0; k < kernel; k++) {
            offsets[k] = k;
        }
        String places = graph.op("Gather", graph.op("Shape", counted), graph.scalar(1));
        String first = graph.op("Range", graph.scalar(0), places, graph.scalar(1));
        this.neighbours = graph.op("Add", graph.op("Unsqueeze", first, graph.longs(1)), graph.longs(offsets));
    }

    /**
     * {@code [batch, time + kernel - 1, channels]} to {@code [batch, time, kernel * channels]}, oldest neighbour first.
     *
     * @param channels of the signal
     */
    String unfold(String signal, int channels) {
        String gathered = graph.op("Gather", List.of(attribute("axis", 1)), signal, neighbours);
        return graph.op("Reshape", gathered, graph.longs(0, -1, (long) kernel * channels));
    }
}
