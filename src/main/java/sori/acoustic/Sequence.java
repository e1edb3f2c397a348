package sori.acoustic;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.acoustic.Encoding.Encoded;
import sori.acoustic.Postnet.Window;

/**
 * A segment on its way through an engine: what it needs to go on in any worker's batch, and the block under way. One thread at
 * a time.
 */
final class Sequence {
    private static final int MOST_ATTEMPTS = 3;

    /** As in training; the same segment without dropout would go wrong in the same way. */
    private static final double RETRY_DROPOUT = 0.5;

    private final QueuedJob job;
    private final AcousticShape shape;
    private final BlockCuts cuts;
    private final AcousticModel model;
    private final int attempt;
    private final PrenetMasks masks;
    private final AttentionGuard guard;
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
    private int blockEnd;
    private boolean stopped;
    private Optional<String> fault = Optional.empty();
    private boolean done;

    Sequence(QueuedJob job, AcousticModel model, BlockCuts cuts) {
        this(job, model, cuts, 0);
    }

    /** @param attempt 0, or a later one, which differs in its dropout: on, and drawn from another seed */
    private Sequence(QueuedJob job, AcousticModel model, BlockCuts cuts, int attempt) {
        int symbols = job.request().symbols().length; // not symbols(): nothing is set yet
        double dropout = attempt == 0 ? model.inferenceDropout() : RETRY_DROPOUT;
        this.job = job;
        this.model = model;
        this.shape = model.shape();
        this.cuts = cuts;
        this.attempt = attempt;
        this.masks = new PrenetMasks(job.request().seed() + attempt, shape.prenet(), dropout);
        this.guard = new AttentionGuard(model.limits(), symbols, shape.framesPerStep());
        this.maxSteps = FrameBound.frames(symbols) / shape.framesPerStep();
    }

    QueuedJob job() {
        return job;
    }

    int symbols() {
        return job.request().symbols().length;
    }

    /** Whether others go first. */
    boolean bulk() {
        return job.bulk();
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

    /**
     * Another try from the beginning, which the same segment always gets in the same way; none after the first block, or too many
     * tries.
     */
    Optional<Sequence> again() {
        return heard() || attempt + 1 == MOST_ATTEMPTS
                ? Optional.empty()
                : Optional.of(new Sequence(job, model, cuts, attempt + 1));
    }

    /** It ends here, with a reason. */
    void fail(String reason) {
        done = true;
        job.fail(reason);
    }

    /** Whether it has been encoded. */
    boolean isEncoded() {
        return encoded != null;
    }

    /** Takes what the encoder made of it, and room for its blocks. */
    void begin(Encoded made, float[][] emptyCaches) {
        encoded = made;
        caches = emptyCaches;
        attended = new int[(cuts.mostSteps() + 2 * lagSteps()) * shape.framesPerStep()];
        frames = new float[attended.length * shape.mels()];
    }

    /** What the attention reads. Not to be called before {@link #begin}. */
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
     * Takes what a call made of its row, up to the end of a block, the step whose gate opened, or a fault.
     *
     * @param from first step of the call that it has not taken yet
     * @return the step behind the last one taken; a block is complete if {@link #completes}
     */
    int take(DecoderBatch batch, int row, int from, int made) {
        int step = from;
        blockEnd = 0;
        while (step < made && !done && blockEnd == 0) {
            int r = shape.framesPerStep();
            int at = steps * r - windowStart;
            batch.frames(row, step, frames, at * shape.mels());
            if (shape.attends()) {
                Arrays.fill(attended, at, at + r, batch.attended(row, step));
                guard.step(batch.attended(row, step));
            }
            steps++;
            fault = guard.fault();
            stopped = batch.gate(row, step) > 0 && guard.mayEnd();
            done = fault.isPresent() || stopped || guard.overdue() || steps == maxSteps;
            if (fault.isEmpty() && (done || cuts.endAfter(steps - lagSteps()))) {
                blockEnd = (done ? steps : steps - lagSteps()) * r;
            }
            step++;
        }
        return step;
    }

    /** Why it can't go on, if the decoder has lost its place; it is done then. */
    Optional<String> fault() {
        return fault;
    }

    /** Whether what it took last completed a block, which is to be refined and handed out before it takes more. */
    boolean completes() {
        return blockEnd > 0;
    }

    /** What the postnet needs to refine the block. */
    Window window() {
        return new Window(frames, steps * shape.framesPerStep() - windowStart, caches, done);
    }

    /** Steps by which blocks stay behind the decoder, because the postnet looks at what comes after them. */
    private int lagSteps() {
        return (shape.postnetReach() + shape.framesPerStep() - 1) / shape.framesPerStep();
    }

    /**
     * Hands the block out.
     *
     * @param refined its window behind the postnet
     * @throws ArithmeticException if the model gave what is no number
     */
    void handOut(float[] refined) {
        int first = heardFrames;
        int from = first - windowStart;
        int to = blockEnd - windowStart;
        float[] mel = Arrays.copyOfRange(refined, from * shape.mels(), to * shape.mels());
        for (float value : mel) {
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("the model gave " + value + " in the frames from " + first + " on");
            }
        }
        int[] looked = shape.attends() ? Arrays.copyOfRange(attended, from, to) : new int[0];
        job.add(new MelBlock(first, blockEnd - first, mel, looked, done, done && !stopped));
        moveWindow(blockEnd);
        blockEnd = 0;
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
