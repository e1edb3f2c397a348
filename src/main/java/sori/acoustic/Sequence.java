package sori.acoustic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sori.acoustic.Encoding.Encoded;

/**
 * A segment on its way through an engine: what it needs to go on in any worker's batch, and the block under way. One thread at
 * a time.
 */
final class Sequence {
    private final QueuedJob job;
    private final AcousticShape shape;
    private final BlockCuts cuts;
    private final PrenetMasks masks;
    private final int maxSteps;
    private float[] frames = {};
    private int[] attended = {};
    private float[][] states = {};
    private float[][] caches = {};
    private @Nullable Encoded encoded;
    private int steps;
    private int windowStart;
    private int heardFrames;
    private int turnStart;
    private boolean done;

    Sequence(QueuedJob job, AcousticModel model, BlockCuts cuts) {
        this.job = job;
        this.shape = model.shape();
        this.cuts = cuts;
        this.masks = new PrenetMasks(job.request().seed(), shape.prenet(), model.inferenceDropout());
        this.maxSteps = FrameBound.frames(job.request().symbols().length) / shape.framesPerStep();
    }

    QueuedJob job() {
        return job;
    }

    PrenetMasks masks() {
        return masks;
    }

    /** Decoder steps that it has made. */
    int steps() {
        return steps;
    }

    /** Frames made since {@link #beginTurn}. */
    int turnFrames() {
        return (steps - turnStart) * shape.framesPerStep();
    }

    /** It has a place in a batch, or has one again. */
    void beginTurn() {
        turnStart = steps;
    }

    /** Whether its first block is out. */
    boolean heard() {
        return heardFrames > 0;
    }

    /** Whether it needs no more steps. */
    boolean done() {
        return done || job.cancelled();
    }

    /** It ends here, with a reason. */
    void fail(String reason) {
        done = true;
        job.fail(reason);
    }

    /**
     * Encodes it, unless that is done.
     *
     * @throws IllegalArgumentException if a symbol is not in the voice's table
     */
    void prepare(Encoding encoding, Postnet postnet) {
        if (encoded == null) {
            encoded = encoding.encode(job.request().symbols());
            caches = postnet.emptyCaches();
            attended = new int[(cuts.mostSteps() + 2 * lagSteps()) * shape.framesPerStep()];
            frames = new float[attended.length * shape.mels()];
        }
    }

    /** What the attention reads. Not to be called before {@link #prepare}. */
    Encoded encoded() {
        if (encoded == null) {
            throw new IllegalStateException("the segment is not encoded yet");
        }
        return encoded;
    }

    /** The decoder's states while it has no row in a batch; empty before the first step. */
    float[][] states() {
        return states;
    }

    void keep(float[][] states) {
        this.states = states;
    }

    /**
     * Takes what a call made of its row, up to the step whose gate opened, and hands out the blocks that are complete.
     *
     * @throws ArithmeticException if the model gave what is no number
     */
    void take(DecoderBatch batch, int row, int made, Postnet postnet) {
        for (int step = 0; step < made && !done; step++) {
            int r = shape.framesPerStep();
            int at = steps * r - windowStart;
            batch.frames(row, step, frames, at * shape.mels());
            if (shape.attends()) {
                Arrays.fill(attended, at, at + r, batch.attended(row, step));
            }
            steps++;
            boolean stopped = batch.gate(row, step) > 0;
            done = stopped || steps == maxSteps;
            if (done || cuts.endAfter(steps - lagSteps())) {
                int end = (done ? steps : steps - lagSteps()) * r;
                job.add(block(postnet, end, done && !stopped));
                moveWindow(end);
            }
        }
    }

    /** Steps by which blocks stay behind the decoder, because the postnet looks at what comes after them. */
    private int lagSteps() {
        return (shape.postnetReach() + shape.framesPerStep() - 1) / shape.framesPerStep();
    }

    /** @param end frame of the segment before which the block ends */
    private MelBlock block(Postnet postnet, int end, boolean cut) {
        int first = heardFrames;
        float[] window = postnet.refine(frames, steps * shape.framesPerStep() - windowStart, caches);
        float[] mel =
                Arrays.copyOfRange(window, (first - windowStart) * shape.mels(), (end - windowStart) * shape.mels());
        for (float value : mel) {
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("the model gave " + value + " in the frames from " + first + " on");
            }
        }
        int[] looked =
                shape.attends() ? Arrays.copyOfRange(attended, first - windowStart, end - windowStart) : new int[0];
        return new MelBlock(first, end - first, mel, looked, done, cut);
    }

    /** Forgets the frames that neither a block nor the postnet's sight of a later block needs any more. */
    private void moveWindow(int end) {
        int start = Math.max(0, end - shape.postnetReach());
        int kept = steps * shape.framesPerStep() - start;
        System.arraycopy(attended, start - windowStart, attended, 0, kept);
        System.arraycopy(frames, (start - windowStart) * shape.mels(), frames, 0, kept * shape.mels());
        windowStart = start;
        heardFrames = end;
    }
}
