package sori.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.graph.AcousticExporter;
import sori.graph.AcousticWeights;

/** Decoders that nobody trained, whose attention leaps about. */
class AttentionWindowTest {
    private static final AcousticShape SHAPE = AcousticShape.tiny(40, 20);
    private static final int ROWS = 3;
    private static final int SYMBOLS = 29;
    private static final int STEPS = 12;

    /** What a call gave: the floats of all outputs, and the symbols that each row looked at, the one before the call first. */
    private record Made(List<List<Float>> floats, List<List<Long>> attended) {
        /** The widest step, back as a negative number. */
        long furthest(boolean back) {
            long furthest = 0;
            for (List<Long> row : attended) {
                for (int i = 1; i < row.size(); i++) {
                    long by = row.get(i) - row.get(i - 1);
                    furthest = back ? Math.min(furthest, by) : Math.max(furthest, by);
                }
            }
            return furthest;
        }
    }

    private static byte[] decoder(AcousticShape shape) {
        AcousticWeights weights = AcousticWeights.random(shape, 3);
        if (shape.attends()) {
            float[] v = weights.values("attention.v.weight");
            for (int i = 0; i < v.length; i++) {
                v[i] *= 20; // sharp, so that it leaps
            }
        }
        return AcousticExporter.graphs(weights).decoder();
    }

    @Test
    void noStepLooksBeyondTheWindow() throws Exception {
        Made free = run(decoder(SHAPE));
        assertThat(free.furthest(true)).isLessThan(-1);
        assertThat(free.furthest(false)).isGreaterThan(3);
        Made held = run(AttentionWindow.in(decoder(SHAPE), 1, 3));
        assertThat(held.furthest(true)).isGreaterThanOrEqualTo(-1);
        assertThat(held.furthest(false)).isLessThanOrEqualTo(3);
        assertThat(held.floats()).isNotEqualTo(free.floats());
    }

    @Test
    void stepsWithinTheWindowKeepTheirBits() throws Exception {
        Made free = run(decoder(SHAPE));
        assertThat(run(AttentionWindow.in(decoder(SHAPE), SYMBOLS, SYMBOLS))).isEqualTo(free);
    }

    @Test
    void aScanOfItGivesTheSameBits() throws Exception {
        byte[] held = AttentionWindow.in(decoder(SHAPE), 2, 4);
        assertThat(run(ScanForLoop.in(held))).isEqualTo(run(held));
    }

    @Test
    void whatHasNoAttentionStaysAsItIs() {
        byte[] decoder = decoder(SHAPE.with(Cell.GRU, Alignment.NONE));
        assertThat(AttentionWindow.in(decoder, 2, 4)).isEqualTo(decoder);
        byte[] none = {1, 2, 3};
        assertThat(AttentionWindow.in(none, 2, 4)).isEqualTo(none);
    }

    @Test
    void aWindowHasAMiddle() {
        assertThatThrownBy(() -> AttentionWindow.in(new byte[0], 2, 3))
                .hasMessageContaining("2 symbols back and 3 ahead");
    }

    private static Made run(byte[] model) throws Exception {
        DecoderRun run = DecoderRun.of(model, SHAPE, new long[] {SYMBOLS, SYMBOLS, SYMBOLS}, STEPS);
        List<List<Long>> attended = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            List<Float> before = run.weightsBefore().subList(row * SYMBOLS, (row + 1) * SYMBOLS);
            List<Long> symbols = new ArrayList<>(List.of((long) before.indexOf(Collections.max(before))));
            symbols.addAll(run.attended().subList(row * STEPS, (row + 1) * STEPS));
            attended.add(symbols);
        }
        return new Made(run.floats(), attended);
    }
}
