package sori.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void aPercentileIsTheMeasuredValueOfTheNearestRank() {
        Distribution hundred = Distribution.of(
                IntStream.rangeClosed(1, 100).mapToObj(i -> (double) (101 - i)).toList());
        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(95)).isEqualTo(95);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(100)).isEqualTo(100);
        assertThat(hundred.percentile(0)).isEqualTo(1);
    }

    @Test
    void fewValuesHaveTheLargestAsTheirHighPercentiles() {
        Distribution three = Distribution.of(List.of(30.0, 10.0, 20.0));
        assertThat(three.median()).isEqualTo(20);
        assertThat(three.percentile(95)).isEqualTo(30);
        assertThat(Distribution.of(List.of(7.0)).percentile(1)).isEqualTo(7);
    }

    @Test
    void nothingMeasuredHasNoPercentiles() {
        assertThatIllegalArgumentException().isThrownBy(() -> Distribution.of(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Distribution.of(List.of(1.0)).percentile(101));
    }
}
