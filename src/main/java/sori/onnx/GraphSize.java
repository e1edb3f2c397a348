package sori.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * How much of an ONNX file is structure, and how deep it is, found by walking over its bytes without making anything of them: a
 * node of two bytes becomes an object of hundreds. Weights, which stay as they lie, do not count.
 */
final class GraphSize {
    /** A file's length. */
    static final long MOST_BYTES = 512L << 20;

    /** Everything but the weights: some thousand nodes. The largest that we know has a tenth of it. */
    static final int MOST_STRUCTURE_BYTES = 2 << 20;

    /** Graphs in nodes' attributes, one inside the other. */
    private static final int MOST_DEPTH = 4;

    /** The messages that may hold weights, or what does. */
    private enum Kind {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR
    }

    /** By field number in onnx.proto. */
    private static final Map<Kind, Map<Integer, Kind>> INNER = Map.of(
            Kind.MODEL, Map.of(7, Kind.GRAPH),
            Kind.GRAPH, Map.of(1, Kind.NODE, 5, Kind.TENSOR),
            Kind.NODE, Map.of(5, Kind.ATTRIBUTE),
            Kind.ATTRIBUTE, Map.of(5, Kind.TENSOR, 6, Kind.GRAPH, 10, Kind.TENSOR, 11, Kind.GRAPH));

    /** {@code float_data}, {@code raw_data} and {@code double_data} of a tensor. */
    private static final Set<Integer> WEIGHTS = Set.of(4, 9, 10);

    private final CodedInputStream in;
    private long weightBytes;

    private GraphSize(CodedInputStream in) {
        this.in = in;
    }

    /** @throws GraphRefusedException if the file is larger, richer or deeper than any graph of a voice, or no ONNX file */
    static void check(String graph, byte[] model) throws GraphRefusedException {
        if (model.length > MOST_BYTES) {
            throw new GraphRefusedException(graph + " has " + model.length + " bytes, more than " + MOST_BYTES);
        }
        GraphSize size = new GraphSize(CodedInputStream.newInstance(model));
        try {
            if (!size.walk(Kind.MODEL, 0)) {
                throw new GraphRefusedException(graph + " has graphs inside graphs more than " + MOST_DEPTH + " deep");
            }
        } catch (IOException e) {
            throw new GraphRefusedException(graph + " is no ONNX file: " + e.getMessage(), e);
        }
        long structure = model.length - size.weightBytes;
        if (structure > MOST_STRUCTURE_BYTES) {
            throw new GraphRefusedException(graph + " has " + structure + " bytes of nodes and names, more than "
                    + MOST_STRUCTURE_BYTES + ": no graph of a voice is as large");
        }
    }

    private boolean walk(Kind kind, int depth) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            Kind inner = INNER.getOrDefault(kind, Map.of()).get(field);
            if (WireFormat.getTagWireType(tag) != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                in.skipField(tag);
                continue;
            }
            int length = in.readRawVarint32();
            if (inner == null) {
                in.skipRawBytes(length);
                weightBytes += kind == Kind.TENSOR && WEIGHTS.contains(field) ? length : 0;
                continue;
            }
            int below = inner == Kind.GRAPH ? depth + 1 : depth;
            if (below > MOST_DEPTH) {
                return false;
            }
            int outer = in.pushLimit(length);
            if (!walk(inner, below)) {
                return false;
            }
            in.popLimit(outer);
        }
        return true;
    }
}
