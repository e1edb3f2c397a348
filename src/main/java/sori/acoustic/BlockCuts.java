package sori.acoustic;

/**
 * Where every segment is cut into blocks, in decoder steps: a function of the place in the segment and of nothing else.
 *
 * @param firstSteps steps of the first block
 * @param blockSteps later blocks end at its multiples
 */
record BlockCuts(int firstSteps, int blockSteps) {
    static BlockCuts of(EngineOptions options, AcousticShape shape) {
        int r = shape.framesPerStep();
        return new BlockCuts((options.firstBlockFrames() + r - 1) / r, (options.blockFrames() + r - 1) / r);
    }

    /** Whether a block ends after so many steps of the segment. */
    boolean endAfter(int steps) {
        return steps == firstSteps || (steps > firstSteps && steps % blockSteps == 0);
    }

    /** Steps of the longest block. */
    int mostSteps() {
        return Math.max(firstSteps, blockSteps);
    }
}
