package sori.acoustic;

/**
 * How an engine works.
 *
 * @param workers threads, each with one segment at a time
 * @param blockSteps decoder steps between two blocks; with the shape's frames per step it decides where every segment is cut
 */
public record EngineOptions(int workers, int blockSteps) {
    public static final EngineOptions DEFAULT = new EngineOptions(1, 16);

    public EngineOptions {
        if (workers < 1 || blockSteps < 1) {
            throw new IllegalArgumentException(
                    "workers and blockSteps must be positive, but are " + workers + " and " + blockSteps);
        }
    }

    public EngineOptions withWorkers(int workers) {
        return new EngineOptions(workers, blockSteps);
    }
}
