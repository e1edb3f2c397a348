package sori.training.acoustic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import sori.training.Budget;

/** Whether a long training keeps its memory: minutes, so only with {@code -Dsori.soak}. */
@EnabledIfSystemProperty(named = "sori.soak", matches = ".*")
class TrainingSoakTest {
    private static final int STEPS = 2000;
    private static final int EVERY = 250;
    /** By then buffers, compiled code and the batches' longest shapes are there. */
    private static final int SETTLED = 500;

    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    /**
     * Memory after a collection.
     *
     * @param process all that the process has resident
     */
    private record Memory(long process, long heap, long pointers, long pointerBytes) {
        static Memory now() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Memory(
                    Pointer.physicalBytes(),
                    runtime.totalMemory() - runtime.freeMemory(),
                    Pointer.totalCount(),
                    Pointer.totalBytes());
        }
    }

    @Test
    void twoThousandStepsKeepTheirMemory() throws Exception {
        torch.set_num_threads(1);
        SmallCorpus small = new SmallCorpus(directory, 24);
        AcousticTrainer trainer = small.trainer();
        BatchSource source = small.source(trainer, 8);
        Memory settled = Memory.now();
        for (int step = 1; step <= STEPS; step++) {
            trainer.train(source, Budget.ofSteps(STEPS));
            if (step % EVERY == 0) {
                trainer.save(directory.resolve("checkpoint.bin"));
                Memory memory = Memory.now();
                System.out.println("step " + step + ": " + memory);
                settled = step == SETTLED ? memory : settled;
            }
        }
        Memory end = Memory.now();
        assertThat(end.pointers()).as("native objects").isLessThanOrEqualTo(settled.pointers());
        assertThat(end.pointerBytes()).as("their bytes").isLessThanOrEqualTo(settled.pointerBytes());
        assertThat(end.heap()).as("heap").isLessThan(settled.heap() + 2 * MEGABYTE);
        assertThat(end.process()).as("resident").isLessThan(settled.process() + 16 * MEGABYTE);
    }
}
