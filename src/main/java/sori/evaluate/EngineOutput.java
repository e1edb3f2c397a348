package sori.evaluate;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
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
    /** The engine ends every sentence long before. */
    private static final Duration LIMIT = Duration.ofHours(1);

    /**
     * Waits for it.
     *
     * @throws IOException if the engine gives up before anything is spoken, with its reason
     */
    public static EngineOutput await(AcousticJob job) throws IOException, InterruptedException {
        List<MelBlock> blocks;
        try {
            blocks = job.join(LIMIT);
        } catch (TimeoutException e) {
            throw new IOException("the engine is " + e.getMessage(), e);
        }
        Optional<String> gaveUp = job.failure();
        if (blocks.isEmpty()) {
            throw new IOException("the engine gave up: " + gaveUp.orElse(""));
        }
        return of(blocks, gaveUp.isPresent() || blocks.get(blocks.size() - 1).cut());
    }

    private static EngineOutput of(List<MelBlock> blocks, boolean cut) {
        int[] attended = blocks.stream()
                .flatMapToInt(block -> Arrays.stream(block.attendedSymbol()))
                .toArray();
        return new EngineOutput(MelBlock.joined(blocks), attended, cut);
    }
}
