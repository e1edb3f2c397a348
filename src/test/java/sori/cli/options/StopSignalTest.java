package sori.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sori.config.Refusal;

@Timeout(60)
class StopSignalTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final CountDownLatch never = new CountDownLatch(1);

    private final Callable<Boolean> hangs = () -> {
        never.await();
        return true;
    };

    @Test
    void whatHangsIsLeftAloneOnceTheEndIsAskedFor() throws Exception {
        try (StopSignal stop = StopSignal.install()) {
            stop.request();
            assertThat(stop.within(Duration.ZERO, hangs)).isEmpty();
            assertThat(stop.within(Duration.ofMillis(20), hangs)).isEmpty();
        }
    }

    @Test
    void whatIsQuickEnoughIsDoneThoughTheEndIsAskedFor() throws Exception {
        try (StopSignal stop = StopSignal.install()) {
            assertThat(stop.within(LONG, () -> {
                        stop.request();
                        return 7;
                    }))
                    .contains(7);
            assertThat(stop.within(LONG, () -> 8)).contains(8);
        }
    }

    @Test
    void whatFailsFailsForTheCaller() {
        try (StopSignal stop = StopSignal.install()) {
            assertThatThrownBy(() -> stop.within(Duration.ZERO, () -> {
                        throw new IOException("the pipe is gone");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the pipe is gone");
            assertThatThrownBy(() -> stop.within(Duration.ZERO, () -> {
                        throw new Refusal("no");
                    }))
                    .isInstanceOf(Refusal.class);
        }
    }
}
