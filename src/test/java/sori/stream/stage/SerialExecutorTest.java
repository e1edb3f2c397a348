package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SerialExecutorTest {
    private static final int BENCHES = 7;
    private static final int WORKS = 2000;

    private final Supplier<SerialExecutor> executors = SerialExecutor.sharing("test");

    @Test
    void eachDoesItsWorkInOrderAndOneAtATimeThoughTheyShareThreads() throws Exception {
        CountDownLatch done = new CountDownLatch(BENCHES * WORKS);
        AtomicInteger most = new AtomicInteger();
        List<List<Integer>> order = new ArrayList<>();
        for (int b = 0; b < BENCHES; b++) {
            List<Integer> mine = Collections.synchronizedList(new ArrayList<>());
            order.add(mine);
            SerialExecutor executor = executors.get();
            AtomicInteger atWork = new AtomicInteger();
            for (int i = 0; i < WORKS; i++) {
                int number = i;
                executor.execute(() -> {
                    most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                    mine.add(number);
                    atWork.decrementAndGet();
                    done.countDown();
                });
            }
        }
        assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
        List<Integer> inOrder = IntStream.range(0, WORKS).boxed().toList();
        assertThat(order).allSatisfy(mine -> assertThat(mine).isEqualTo(inOrder));
        assertThat(most).hasValue(1);
    }

    @Test
    void workThatFailsHindersNoOther() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        SerialExecutor executor = executors.get();
        executor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        executor.execute(done::countDown);
        assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsNotBegunWhenItClosesIsForgotten() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        AtomicInteger after = new AtomicInteger();
        SerialExecutor executor = executors.get();
        executor.execute(() -> {
            begun.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        executor.execute(after::incrementAndGet);
        begun.await();
        executor.close();
        closed.countDown();
        SerialExecutor other = executors.get();
        CountDownLatch done = new CountDownLatch(1);
        other.execute(done::countDown);
        assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
        assertThat(after).hasValue(0);
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
