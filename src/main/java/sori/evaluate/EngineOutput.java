package sori.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sori.acoustic.AcousticJob;
import sori.acoustic.MelBlock;

/**
 * All that an engine made of one sentence.
 *
 * @param mel {@code [frames, mels]} row-major, natural log
 * @param attended {@code [frames]} index of the symbol that the attention looked at most; empty without attention
 * @param cut whether no end was found, or the engine gave up on the rest
 */
public record EngineOutput(float[] mel, int[] attended, boolean cut) {
    private static final long POLL_MS = 2;

    /**
     * Waits for it.
     *
     * @throws IOException if the engine gives up before anything is spoken, with its reason
     */
    public static EngineOutput await(AcousticJob job) throws IOException, InterruptedException {
        List<MelBlock> blocks = new ArrayList<>();
        while (blocks.isEmpty() || !blocks.get(blocks.size() - 1).last()) {
            boolean gaveUp = job.failure().isPresent(); // asked first: what was finished before it is polled below
            blocks.addAll(job.poll());
            if (gaveUp && !blocks.isEmpty()) {
                return of(blocks, true);
            }
            if (gaveUp) {
                throw new IOException("the engine gave up: " + job.failure().orElse(""));
            }
            Thread.sleep(POLL_MS);
        }
        return of(blocks, blocks.get(blocks.size() - 1).cut());
    }

    private static EngineOutput of(List<MelBlock> blocks, boolean cut) {
        int[] attended = blocks.stream()
                .flatMapToInt(block -> Arrays.stream(block.attendedSymbol()))
                .toArray();
        return new EngineOutput(MelBlock.joined(blocks), attended, cut);
    }
}
