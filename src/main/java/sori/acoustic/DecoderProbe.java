package sori.acoustic;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A decoder's bare calls, to be measured: random texts of one length, which are decoded on and on whatever their gates say. Works
 * on the caller's thread. One thread.
 */
public final class DecoderProbe implements AutoCloseable {
    private final DecoderBatch decoder;
    private final int steps;

    /**
     * Encodes the texts and makes the first call.
     *
     * @param model stays the caller's
     * @param rows sequences in a call
     * @param symbols length of each text
     * @param steps decoder steps of a call
     */
    public DecoderProbe(AcousticModel model, int rows, int symbols, int steps) {
        this.decoder = new DecoderBatch(model, rows, steps);
        this.steps = steps;
        BlockCuts cuts = BlockCuts.of(EngineOptions.DEFAULT, model.shape());
        Random random = new Random(rows);
        List<Sequence> members = new ArrayList<>();
        try (Encoding encoding = new Encoding(model);
                Postnet postnet = new Postnet(model)) {
            for (int row = 0; row < rows; row++) {
                int[] text = random.ints(symbols, 0, model.shape().symbols()).toArray();
                Sequence member = new Sequence(new QueuedJob(new AcousticRequest(text, row)), model, cuts);
                member.prepare(encoding, postnet);
                members.add(member);
            }
        }
        decoder.seat(members);
        run();
    }

    /** One call: every row goes on by so many steps. */
    public void run() {
        decoder.run(steps);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
