package sori.acoustic;

/**
 * How an engine works. None of it changes a bit of a result but {@code firstBlockFrames} and {@code blockFrames}, which decide
 * where segments are cut into blocks.
 *
 * @param workers threads, each with a batch of its own
 * @param batch most segments in one decoder call
 * @param joins whether segments join and leave between calls; without, a batch is spoken to the end of its longest segment
 *     before the next one begins, which is there to be compared with
 * @param firstSteps decoder steps of a call while a segment in it waits for its first block
 * @param steps decoder steps of any other call
 * @param firstBlockFrames length of a segment's first block, rounded up to whole decoder steps
 * @param blockFrames later blocks end at multiples of this, rounded up to whole decoder steps
 * @param turnFrames a segment that has made so many frames in one go gives its place to one that waits, and queues again
 */
public record EngineOptions(
        int workers,
        int batch,
        boolean joins,
        int firstSteps,
        int steps,
        int firstBlockFrames,
        int blockFrames,
        int turnFrames) {
    public static final EngineOptions DEFAULT = new EngineOptions(1, 16, true, 4, 8, 32, 64, 512);

    public EngineOptions {
        require("workers", workers);
        require("batch", batch);
        require("firstSteps", firstSteps);
        require("steps", steps);
        require("firstBlockFrames", firstBlockFrames);
        require("blockFrames", blockFrames);
        require("turnFrames", turnFrames);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, but is " + value);
        }
    }

    public EngineOptions withWorkers(int workers) {
        return new EngineOptions(workers, batch, joins, firstSteps, steps, firstBlockFrames, blockFrames, turnFrames);
    }

    /** 1 speaks one segment after the other. */
    public EngineOptions withBatch(int batch) {
        return new EngineOptions(workers, batch, joins, firstSteps, steps, firstBlockFrames, blockFrames, turnFrames);
    }

    public EngineOptions withJoins(boolean joins) {
        return new EngineOptions(workers, batch, joins, firstSteps, steps, firstBlockFrames, blockFrames, turnFrames);
    }
}
