package sori.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which voice is better. */
class FigureContestTest {
    private static Map<String, Object> figures(int stopped, int reached) {
        return new LinkedHashMap<>(Map.of("sentences", 10, "stopped", stopped, "reachedEnd", reached));
    }

    private static Map<String, Object> with(Map<String, Object> figures, String name, double value) {
        figures.put(name, value);
        return figures;
    }

    @Test
    void fewerMisheardWordsWin() {
        Map<String, Object> ours = with(figures(10, 10), "wordErrorRatePercent", 9.9);
        Map<String, Object> theirs = with(figures(10, 10), "wordErrorRatePercent", 10);
        assertThat(FigureContest.beats(ours, theirs)).isTrue();
        assertThat(FigureContest.beats(theirs, ours)).isFalse();
        assertThat(FigureContest.beats(ours, ours)).isFalse();
    }

    @Test
    void moreSentencesThatGoWrongNeverWin() {
        Map<String, Object> ours = with(figures(9, 10), "wordErrorRatePercent", 1);
        Map<String, Object> theirs = with(figures(10, 10), "wordErrorRatePercent", 50);
        assertThat(FigureContest.beats(ours, theirs)).isFalse();
    }

    @Test
    void whereNobodyListenedTheSentencesAndTheirLengthDecide() {
        assertThat(FigureContest.beats(figures(10, 10), figures(10, 9))).isTrue();
        assertThat(FigureContest.beats(figures(10, 10), figures(10, 10))).isFalse();
        assertThat(FigureContest.beats(
                        with(figures(10, 10), "durationRatio", 0.98), with(figures(10, 10), "durationRatio", 1.1)))
                .isTrue();
    }
}
