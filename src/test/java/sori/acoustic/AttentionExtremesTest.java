package sori.acoustic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far an attention went, and what limits it needs. */
class AttentionExtremesTest {
    /** Every step makes two frames. */
    private static AttentionExtremes of(int symbols, int... steps) {
        int[] frames =
                IntStream.of(steps).flatMap(step -> IntStream.of(step, step)).toArray();
        return AttentionExtremes.of(frames, symbols, 2);
    }

    @Test
    void stepsAreMeasuredFromTheOneBeforeAndTimeFromTheLastThatGotOn() {
        assertThat(of(10, 0, 1, 4, 3, 3, 7)).isEqualTo(new AttentionExtremes(1, 4, 2, 4));
        assertThat(of(10, 3)).as("the first from the first symbol").isEqualTo(new AttentionExtremes(0, 3, 6, 0));
        assertThat(of(3, 0, 1, 2, 2, 2)).as("behind the end too").isEqualTo(new AttentionExtremes(0, 1, 0, 4));
    }

    @Test
    void ofSeveralSentencesTheFurthestCounts() {
        AttentionExtremes both = new AttentionExtremes(1, 4, 2, 4).and(new AttentionExtremes(0, 5, 1, 9));
        assertThat(both).isEqualTo(new AttentionExtremes(1, 5, 2, 9));
    }

    @Test
    void speechLikeTheDefaultVoicesNeedsTheUsualLimits() {
        AttentionExtremes usual = new AttentionExtremes(0, 4, 2, 40);
        assertThat(usual.widened(AttentionLimits.DEFAULT)).isEqualTo(AttentionLimits.DEFAULT);
        assertThat(usual.widened(new AttentionLimits(0, 2, 0, 2))).isEqualTo(new AttentionLimits(0, 6, 2, 120));
    }

    @Test
    void speechThatComesNearNeedsWiderOnesBeforeItGoesBeyond() {
        AttentionExtremes near = new AttentionExtremes(3, 6, 2, 60);
        assertThat(near.beyond(AttentionLimits.DEFAULT)).isFalse();
        assertThat(near.widened(AttentionLimits.DEFAULT)).isEqualTo(new AttentionLimits(5, 9, 2, 180));
    }

    @Test
    void windowsThatWouldHaveNoMiddleAreMadeWiderByOne() {
        assertThat(new AttentionExtremes(0, 5, 0, 0).widened(AttentionLimits.DEFAULT))
                .isEqualTo(new AttentionLimits(4, 8, 2, 128));
        assertThat(new AttentionExtremes(0, 6, 0, 0).widened(AttentionLimits.DEFAULT))
                .isEqualTo(new AttentionLimits(5, 9, 2, 128));
    }

    @Test
    void limitsAsWideAsAnyStayLimits() {
        AttentionLimits wide = new AttentionLimits(4, 1_000_000, 2, 128);
        assertThat(new AttentionExtremes(3, 0, 0, 400_000).widened(wide))
                .isEqualTo(new AttentionLimits(6, 1_000_000, 2, 1_000_000));
    }

    @Test
    void eachLimitCanBeGoneBeyond() {
        assertThat(new AttentionExtremes(5, 0, 0, 0).beyond(AttentionLimits.DEFAULT))
                .isTrue();
        assertThat(new AttentionExtremes(0, 7, 0, 0).beyond(AttentionLimits.DEFAULT))
                .isTrue();
        assertThat(new AttentionExtremes(0, 0, 3, 0).beyond(AttentionLimits.DEFAULT))
                .isTrue();
        assertThat(new AttentionExtremes(0, 0, 0, 129).beyond(AttentionLimits.DEFAULT))
                .isTrue();
        assertThat(new AttentionExtremes(4, 6, 2, 128).beyond(AttentionLimits.DEFAULT))
                .isFalse();
    }
}
