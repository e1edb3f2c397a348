package sori.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import sori.bench.PipelineRun.Spoken;
import sori.bench.Promoter.Promote;

class SwapFiguresTest {
    private static final List<Promote> PROMOTES = List.of(new Promote("2", 1.0, 1.3), new Promote("1", 3.0, 3.2));

    private final List<Figure> told = new ArrayList<>();
    private final SwapFigures figures = new SwapFigures(Map.of(), told::add);

    private static Spoken spoken(double sentAt, double wait, double gap, String version) {
        return new Spoken("at " + sentAt, sentAt, sentAt + wait, sentAt + wait, gap, gap, version);
    }

    private double value(String name) {
        return told.stream()
                .filter(each -> each.figure().equals(name))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGapCountsBeyondTheUndisturbedRunsLargest() throws Exception {
        List<Spoken> swapped =
                List.of(spoken(0, 0.2, 0.1, "1"), spoken(1.5, 0.5, 0.35, "2"), spoken(3.5, 0.2, 0.2, "1"));
        List<Spoken> undisturbed = List.of(spoken(0, 0.3, 0.1, "1"), spoken(1.5, 0.2, 0.25, "2"));
        figures.tell(PROMOTES, swapped, undisturbed, 3);
        assertThat(value("swap.extra-gap")).isEqualTo(100, within(1e-6));
        assertThat(value("swap.gap")).isEqualTo(350, within(1e-6));
        assertThat(value("swap.extra-wait")).isEqualTo(200, within(1e-6));
        assertThat(value("swap.violations")).isEqualTo(3);
        assertThat(told).allSatisfy(each -> assertThat(each.conditions()).containsEntry("promotes", 2));
    }

    @Test
    void whereEveryUtteranceCameInOneChunkThereIsNoGap() throws Exception {
        List<Spoken> whole = List.of(spoken(1.5, 0.2, Double.NEGATIVE_INFINITY, "2"));
        figures.tell(PROMOTES, whole, whole, 0);
        assertThat(told).extracting(Figure::figure).doesNotContain("swap.extra-gap", "swap.gap");
        assertThat(value("swap.extra-wait")).isZero();
    }

    @Test
    void aPromotionIsVisibleWithTheFirstSoundOfTheNextEventThatItsVersionSpeaks() {
        List<Spoken> spoken = List.of(
                spoken(1.1, 0.05, 0, "2"), // before the operator was told
                spoken(1.4, 0.2, 0, "1"), // the old one once more
                spoken(1.6, 0.3, 0, "2"),
                spoken(2.5, 0.1, 0, "2"),
                spoken(3.1, 0.1, 0, "1"),
                spoken(3.3, 0.25, 0, "1"));
        List<Double> visible = SwapFigures.visibleSeconds(PROMOTES, spoken);
        assertThat(visible.get(0)).isEqualTo(1.9 - 1.3, within(1e-9));
        assertThat(visible.get(1)).isEqualTo(3.55 - 3.2, within(1e-9));
        assertThat(SwapFigures.staleSeconds(PROMOTES, spoken)).isEqualTo(0.1, within(1e-9));
    }

    @Test
    void aVersionThatNeverSpokeWasInvisibleUntilTheNextPromotion() {
        List<Spoken> spoken = List.of(spoken(1.4, 0.2, 0, "1"), spoken(2.9, 0.2, 0, "1"), spoken(3.4, 0.1, 0, "2"));
        assertThat(SwapFigures.visibleSeconds(PROMOTES, spoken).get(0)).isEqualTo(3.0 - 1.3, within(1e-9));
        assertThat(SwapFigures.visibleSeconds(PROMOTES, spoken).get(1)).isEqualTo(3.5 - 3.2, within(1e-9));
        assertThat(SwapFigures.staleSeconds(PROMOTES, spoken)).isEqualTo(1.6, within(1e-9));
    }

    @Test
    void promotionsAfterWhichNobodySpokeShowNothing() {
        List<Spoken> before = List.of(spoken(0.5, 0.2, 0, "1"));
        assertThat(SwapFigures.visibleSeconds(PROMOTES, before)).isEmpty();
        assertThatThrownBy(() -> figures.tell(PROMOTES, before, before, 0))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("raise --rate");
        assertThat(told).isEmpty();
    }
}
