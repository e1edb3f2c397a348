package sori.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PlaybackTest {
    private static final Offset<Double> NEARLY = within(1e-9);

    private final Playback playback = new Playback();

    @Test
    void audioThatComesInTimeNeverStalls() {
        playback.hear(10.0, 0.5); // lasts until 10.5
        playback.hear(10.2, 0.5); // until 11.0
        playback.hear(10.9, 0.5);
        assertThat(playback.stalls()).isZero();
        assertThat(playback.longestWait()).isEqualTo(-0.1, NEARLY);
    }

    @Test
    void aLateChunkStallsOnceAndWhatFollowsIsShiftedByThat() {
        playback.hear(0, 0.5);
        playback.hear(0.8, 0.5); // 0.3 late; lasts until 1.3
        playback.hear(1.2, 0.5); // in time, though an undisturbed player had needed it at 1.0
        assertThat(playback.stalls()).isEqualTo(1);
        assertThat(playback.longestWait()).isEqualTo(0.3, NEARLY);
    }

    @Test
    void theLongestGapIsBetweenArrivals() {
        playback.hear(10.0, 0.9);
        playback.hear(10.2, 0.9);
        playback.hear(10.5, 0.9);
        assertThat(playback.longestGap()).isEqualTo(0.3, NEARLY);
    }

    @Test
    void anEmptyLastChunkKeepsNobodyWaiting() {
        playback.hear(0, 0.5);
        playback.hear(5, 0);
        assertThat(playback.stalls()).isZero();
        assertThat(playback.longestGap()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void oneChunkAloneHasNothingToWaitFor() {
        playback.hear(3, 0.5);
        assertThat(playback.stalls()).isZero();
        assertThat(playback.longestWait()).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
