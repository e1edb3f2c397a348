package sori.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which voice is better. */
class FigureContestTest {
    private static Map<String, Object> figures(int failed) {
        return new LinkedHashMap<>(Map.of("sentences", 10, "failed", failed));
    }

    private static Map<String, Object> with(Map<String, Object> figures, String name, double value) {
        figures.put(name, value);
        return figures;
    }

    @Test
    void fewerMisheardWordsWin() {
        Map<String, Object> ours = with(figures(0), "wordErrorRatePercent", 9.9);
        Map<String, Object> theirs = with(figures(0), "wordErrorRatePercent", 10);
        assertThat(FigureContest.beats(ours, theirs)).isTrue();
        assertThat(FigureContest.beats(theirs, ours)).isFalse();
        assertThat(FigureContest.beats(ours, ours)).isFalse();
    }

    @Test
    void moreSentencesThatGoWrongNeverWin() {
        Map<String, Object> ours = with(figures(1), "wordErrorRatePercent", 1);
        Map<String, Object> theirs = with(figures(0), "wordErrorRatePercent", 50);
        assertThat(FigureContest.beats(ours, theirs)).isFalse();
    }

    @Test
    void whereNobodyListenedTheSentencesAndTheirDistanceFromTheRecordingsDecide() {
        assertThat(FigureContest.beats(figures(0), figures(1))).isTrue();
        assertThat(FigureContest.beats(figures(0), figures(0))).isFalse();
        assertThat(FigureContest.beats(with(figures(0), "durationRatio", 0.98), with(figures(0), "durationRatio", 1.1)))
                .isTrue();
        Map<String, Object> near = with(with(figures(0), "durationRatio", 1.1), "melCepstralDistortionDb", 3.1);
        Map<String, Object> far = with(with(figures(0), "durationRatio", 1), "melCepstralDistortionDb", 3.2);
        assertThat(FigureContest.beats(near, far)).isTrue();
        assertThat(FigureContest.beats(far, near)).isFalse();
    }
}
