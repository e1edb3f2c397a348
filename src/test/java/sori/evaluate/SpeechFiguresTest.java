package sori.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.training.LossCurves;
import sori.training.RunLog;

/** By which figures a checkpoint is kept. */
class SpeechFiguresTest {
    private static final double UNKNOWN = Double.NaN;

    @TempDir
    private Path run;

    private static SpeechFigures figures(long step, int failed, double distortionDb, double wordErrors) {
        return new SpeechFigures(step, 8, failed, 8, 0.8, 0, 0, 1, distortionDb, wordErrors);
    }

    @Test
    void fewerFailedSentencesComeFirst() {
        assertThat(figures(2, 1, 9, 90).beats(figures(1, 2, 3, 10))).isTrue();
        assertThat(figures(2, 2, 3, 10).beats(figures(1, 1, 9, 90))).isFalse();
    }

    @Test
    void thenMisheardWordsWhereBothWereHeard() {
        assertThat(figures(2, 1, 9, 10).beats(figures(1, 1, 3, 11))).isTrue();
        assertThat(figures(2, 1, 3, 11).beats(figures(1, 1, 9, 10))).isFalse();
        assertThat(figures(2, 1, 3, UNKNOWN).beats(figures(1, 1, 4, 10))).isTrue();
    }

    @Test
    void thenTheDistortion() {
        assertThat(figures(2, 0, 2.9, UNKNOWN).beats(figures(1, 0, 3, UNKNOWN))).isTrue();
        assertThat(figures(2, 0, 3.1, UNKNOWN).beats(figures(1, 0, 3, UNKNOWN))).isFalse();
    }

    @Test
    void theEarlierOfEqualsIsKept() {
        assertThat(figures(2, 0, 3, 10).beats(figures(1, 0, 3, 10))).isFalse();
        assertThat(figures(2, 0, 3, UNKNOWN).beats(figures(1, 0, 3, UNKNOWN))).isFalse();
    }

    @Test
    void figuresOfOtherSentencesAreNotCompared() {
        SpeechFigures more = new SpeechFigures(2, 9, 5, 4, 0.8, 1, 1, 1, 9, UNKNOWN);
        assertThat(more.beats(figures(1, 0, 3, UNKNOWN))).isTrue();
    }

    @Test
    void theLogGivesThemBack() throws Exception {
        SpeechFigures figures = figures(12, 3, 2.5, UNKNOWN);
        double[] columns = figures.figures().values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        RunLog.append(run.resolve("speech.tsv"), figures.step(), columns);
        SpeechFigures read =
                SpeechFigures.ofRow(LossCurves.rows(run.resolve("speech.tsv")).get(0));
        assertThat(read).isEqualTo(figures);
        assertThat(read.known())
                .containsEntry("step", 12L)
                .containsEntry("failed", 3.0)
                .containsEntry("melCepstralDistortionDb", 2.5)
                .doesNotContainKey("wordErrorRatePercent");
    }
}
