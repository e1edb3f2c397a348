package sori.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sori.bench.PipelineRun.Spoken;
import sori.bench.RollingOperator.Restart;

class RollingFiguresTest {
    /** Away from 10 to 14 and from 30 to 33 s; noticed for some seconds more. */
    private static final List<Restart> RESTARTS = List.of(new Restart(10, 11, 14), new Restart(30, 31, 33));

    private final List<Figure> told = new ArrayList<>();
    private final RollingFigures figures = new RollingFigures(Map.of("instances", 2), told::add);

    private static Spoken spoken(double sentAt, double firstAfter, double lastAfter, double longestWait) {
        return new Spoken("at " + sentAt, sentAt, sentAt + firstAfter, sentAt + lastAfter, 0, longestWait, "1");
    }

    private double value(String name, String run) {
        return told.stream()
                .filter(each -> each.figure().equals(name)
                        && each.conditions().getOrDefault("run", "").equals(run))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsHeardDuringARestartIsToldApartFromQuiet() throws Exception {
        List<Spoken> all = List.of(
                spoken(1, 0.03, 1, -0.4),
                spoken(2, 0.05, 1, 0.02),
                spoken(12, 2.5, 3, Double.NEGATIVE_INFINITY),
                spoken(13, 0.1, 3, 0.3),
                spoken(31, 0.2, 1, -0.1),
                spoken(25, 9, 9, -0.1)); // sent between two, heard in the second
        figures.tell(RESTARTS, all, 4);
        assertThat(value("rolling.extra-gap", "")).isEqualTo(280, within(1e-6));
        assertThat(value("rolling.gap", "restarts")).isEqualTo(300, within(1e-6));
        assertThat(value("rolling.gap", "quiet")).isEqualTo(20, within(1e-6));
        assertThat(value("rolling.ttfa.p50", "restarts")).isEqualTo(200, within(1e-6));
        assertThat(value("rolling.ttfa.max", "restarts")).isEqualTo(9000, within(1e-6));
        assertThat(value("rolling.ttfa.max", "quiet")).isEqualTo(50, within(1e-6));
        assertThat(value("rolling.utterances", "restarts")).isEqualTo(4);
        assertThat(value("rolling.restart", "")).isEqualTo(4);
        assertThat(value("rolling.violations", "")).isEqualTo(4);
        assertThat(told)
                .allSatisfy(each -> assertThat(each.conditions())
                        .containsEntry("restarts", 2)
                        .containsEntry("instances", 2));
    }

    @Test
    void aPlayerThatAlwaysHadSomethingInHandWasNeverSilent() throws Exception {
        figures.tell(RESTARTS, List.of(spoken(1, 0.1, 1, 0.2), spoken(12, 0.1, 1, -0.5)), 0);
        assertThat(value("rolling.gap", "restarts")).isZero();
        assertThat(value("rolling.extra-gap", "")).isZero();
    }

    @ParameterizedTest(name = "sent at {0}, heard until {1}: {2}")
    @CsvSource({
        "8, 9.9, false",
        "8, 10, true",
        "9, 40, true",
        "18.9, 18.95, true",
        "19, 19.5, false",
        "25, 29, false",
        "37.9, 38.5, true"
    })
    void aRestartConcernsWhoWaitsOrListensUntilItIsOver(double sentAt, double lastAt, boolean during) {
        assertThat(RollingOperator.SETTLE_SECONDS).isEqualTo(5);
        assertThat(RollingFigures.isDuring(RESTARTS, spoken(sentAt, 0, lastAt - sentAt, 0)))
                .isEqualTo(during);
    }

    @Test
    void whereNobodyWasHeardThereIsNothingToTell() {
        for (List<Spoken> some : List.of(List.of(spoken(1, 0, 1, 0)), List.of(spoken(12, 0, 1, 0)))) {
            assertThatThrownBy(() -> figures.tell(RESTARTS, some, 0))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("raise --rate");
        }
        assertThat(told).isEmpty();
    }
}
