package sori.acoustic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What attention may do and what not, step by step. */
class AttentionGuardTest {
    private static final int SYMBOLS = 41;
    private static final int FRAMES_PER_STEP = 2;

    /** 5 steps may go by without getting on. */
    private static final AttentionLimits LIMITS = new AttentionLimits(4, 6, 2, 10);

    private static AttentionGuard after(IntStream attended) {
        AttentionGuard guard = new AttentionGuard(LIMITS, SYMBOLS, FRAMES_PER_STEP);
        attended.forEach(guard::step);
        return guard;
    }

    private static AttentionGuard after(int... attended) {
        return after(IntStream.of(attended));
    }

    private static IntStream readingTo(int symbol) {
        return IntStream.rangeClosed(0, symbol);
    }

    private static IntStream readingTo(int symbol, int... then) {
        return IntStream.concat(readingTo(symbol), IntStream.of(then));
    }

    @Test
    void readingOnIsFineAndMayEndOnlyNearTheLastSymbol() {
        assertThat(after(readingTo(20)).fault()).isEmpty();
        assertThat(after(readingTo(37)).mayEnd()).isFalse();
        assertThat(after(readingTo(38)).mayEnd()).isTrue();
        assertThat(after(readingTo(40)).overdue()).isFalse();
    }

    @Test
    void flickerAndALongSoundAreFine() {
        assertThat(after(readingTo(20, 19, 18, 20, 20, 20)).fault()).isEmpty();
        assertThat(after(readingTo(20, 20, 20, 20, 20, 20, 21, 21, 21)).fault()).isEmpty();
    }

    @Test
    void standingStillIsAFault() {
        assertThat(after(readingTo(20, 20, 20, 20, 20, 20, 20)).fault())
                .contains("the voice lost its place: its attention did not get past symbol 20 in 12 frames of 40");
        assertThat(after(0, 0, 0, 0, 0, 0).fault()).isPresent();
    }

    @Test
    void sayingAgainIsAFault() {
        assertThat(after(readingTo(20, 10, 11, 12, 13, 14, 15)).fault())
                .hasValueSatisfying(fault -> assertThat(fault).contains("did not get past symbol 20"));
    }

    @Test
    void leavingOutIsAFault() {
        assertThat(after(readingTo(20, 26)).fault()).isEmpty();
        assertThat(after(readingTo(20, 27)).fault())
                .contains("the voice lost its place: its attention left out 6 symbols before number 27 of 40");
        assertThat(after(readingTo(20, 27, 28, 29)).fault())
                .as("what was left out stays so")
                .isPresent();
    }

    @Test
    void goingOnBehindTheEndIsNoFaultButOverdue() {
        AttentionGuard guard = after(readingTo(40, 40, 40, 39, 40, 40, 40));
        assertThat(guard.overdue()).isTrue();
        assertThat(guard.fault()).isEqualTo(Optional.empty());
        assertThat(after(readingTo(36, 36, 36, 36, 36, 36, 36)).overdue())
                .as("in the last tenth")
                .isTrue();
        assertThat(after(readingTo(35, 35, 35, 35, 35, 35, 35)).overdue()).isFalse();
    }

    @Test
    void withoutLimitsEverythingIsFine() {
        AttentionGuard guard = new AttentionGuard(AttentionLimits.NONE, SYMBOLS, FRAMES_PER_STEP);
        assertThat(guard.mayEnd()).isTrue();
        IntStream.of(30, 0, 30, 0, 0, 0, 0, 0, 0, 0).forEach(guard::step);
        assertThat(guard.fault()).isEmpty();
        assertThat(guard.overdue()).isFalse();
    }

    @Test
    void limitsThatNobodyCouldKeepAreRefused() {
        assertThatThrownBy(() -> new AttentionLimits(4, 0, 2, 10)).hasMessage("aheadSymbols is 0, not in 1..1000000");
        assertThatThrownBy(() -> new AttentionLimits(-1, 5, 2, 10)).hasMessageContaining("backSymbols is -1");
        assertThatThrownBy(() -> new AttentionLimits(4, 6, 2, 0)).hasMessageContaining("stalledFrames is 0");
        assertThatThrownBy(() -> new AttentionLimits(4, 6, 2_000_000, 10))
                .hasMessageContaining("endSymbols is 2000000");
        assertThatThrownBy(() -> new AttentionLimits(4, 7, 2, 10))
                .hasMessageContaining("4 and 7")
                .hasMessageContaining("sum must be even");
    }

    @Test
    void aVoiceMayBeAllowedToEndEarlier() {
        IntStream early = readingTo(37);
        AttentionGuard guard = new AttentionGuard(new AttentionLimits(4, 6, 3, 10), SYMBOLS, FRAMES_PER_STEP);
        early.forEach(guard::step);
        assertThat(guard.mayEnd()).isTrue();
        assertThat(new AttentionLimits(4, 6, 3, 10).reachesEnd(16, 20)).isTrue();
        assertThat(AttentionLimits.DEFAULT.reachesEnd(16, 20)).isFalse();
        assertThat(AttentionLimits.DEFAULT.reachesEnd(89, 100))
                .as("the last tenth")
                .isTrue();
        assertThat(AttentionLimits.DEFAULT.reachesEnd(88, 100)).isFalse();
    }

    @Test
    void limitsAreReadAsTheyAreWritten() {
        AttentionLimits limits = new AttentionLimits(2, 8, 3, 200);
        assertThat(limits.text()).isEqualTo("2,8,3,200");
        assertThat(AttentionLimits.parse(" 2, 8,3,200 ")).isEqualTo(limits);
        for (String wrong : List.of("", "2,8,3", "2,8,3,200,1", "2,8,3,x", "2,8,3,")) {
            assertThatThrownBy(() -> AttentionLimits.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "' is not four whole numbers");
        }
        assertThatThrownBy(() -> AttentionLimits.parse("2,0,3,200")).hasMessageContaining("aheadSymbols is 0");
    }
}
