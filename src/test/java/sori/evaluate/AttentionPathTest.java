package sori.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sori.acoustic.AttentionLimits;

/** What the way of the attention says of the speech. */
class AttentionPathTest {
    private static AttentionPath path(int symbols, int... attended) {
        return new AttentionPath(attended, symbols, AttentionLimits.DEFAULT);
    }

    @Test
    void readingFromLeftToRightIsSound() {
        AttentionPath path = path(20, IntStream.range(0, 60).map(i -> i / 3).toArray());
        assertThat(path.coverage()).isEqualTo(1);
        assertThat(path.skips()).isZero();
        assertThat(path.repeats()).isZero();
        assertThat(path.reachesEnd()).isTrue();
    }

    @Test
    void silentLettersAreNotSkipped() {
        AttentionPath path = path(10, 0, 1, 2, 7, 8, 9); // four passed over
        assertThat(path.skips()).isZero();
        assertThat(path.coverage()).isEqualTo(0.6, within(1e-9));
    }

    @Test
    void aWordThatNoFrameLooksAtIsSkipped() {
        assertThat(path(10, 0, 1, 2, 8, 9).skips()).isEqualTo(1);
        assertThat(path(10, 5, 6, 9).skips()).isEqualTo(1); // the beginning counts too
        assertThat(path(30, 0, 10, 11, 20, 29).skips()).isEqualTo(3);
    }

    @Test
    void whatIsReadLateIsNotSkippedButRepeatedFrom() {
        AttentionPath path = path(10, 0, 1, 2, 9, 3, 4, 5, 6, 7, 8, 9);
        assertThat(path.skips()).isZero();
        assertThat(path.repeats()).isEqualTo(1);
    }

    @Test
    void eachReturnToEarlierTextIsARepeat() {
        assertThat(path(10, 0, 1, 2, 3, 4, 5, 2, 3, 4, 5, 6, 7, 8, 1, 2, 9).repeats())
                .isEqualTo(2);
        assertThat(path(10, 0, 1, 2, 3, 4, 2, 3, 4, 5, 3, 6, 7, 8, 9).repeats())
                .as("flickering back by two")
                .isZero();
    }

    @Test
    void theLastFrameDecidesWhetherTheEndIsReached() {
        assertThat(path(10, 0, 1, 2, 3, 4, 5, 6).reachesEnd()).isFalse();
        assertThat(path(10, 0, 3, 5, 7).reachesEnd()).isTrue();
        assertThat(path(10, 0, 9, 2).reachesEnd()).isFalse();
        assertThat(path(100, 0, 89).reachesEnd()).isTrue();
        assertThat(path(100, 0, 88).reachesEnd()).isFalse();
    }

    @Test
    void aVoiceThatMayStopEarlierReachesItsEndEarlier() {
        AttentionPath early = new AttentionPath(new int[] {0, 3, 5, 6}, 10, new AttentionLimits(4, 6, 3, 128));
        assertThat(early.reachesEnd()).isTrue();
    }

    @Test
    void silenceHasNoPath() {
        assertThatThrownBy(() -> path(3)).isInstanceOf(IllegalArgumentException.class);
    }
}
