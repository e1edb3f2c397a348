package sori.acoustic;

import sori.onnx.TensorArena;

/** A worker's memory: what lives as long as a segment, and what lives as long as a block of it. One thread. */
record Workspace(TensorArena segment, TensorArena block) implements AutoCloseable {
    Workspace() {
        this(new TensorArena(), new TensorArena());
    }

    @Override
    public void close() {
        block.close();
        segment.close();
    }
}
