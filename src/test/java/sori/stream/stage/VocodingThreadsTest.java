package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much of the threads bulk has, by a clock that the test moves. */
@Timeout(60)
class VocodingThreadsTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void endAll() {
        end.countDown();
    }

    private VocodingThreads threads(int count) {
        return new VocodingThreads("test", count, nanos::get);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(50, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Work that is no bulk, done to its end. */
    private static void other(VocodingThreads threads) {
        CountDownLatch done = new CountDownLatch(1);
        threads.open().execute(done::countDown);
        await(done);
    }

    /** Bulk of a task each, which does not end. */
    private void bulk(VocodingThreads threads, int tasks, int begins) {
        List<SerialExecutor> executors = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(begins);
        for (int i = 0; i < tasks; i++) {
            executors.add(threads.open());
            executors
                    .get(i)
                    .execute(
                            () -> {
                                begun.incrementAndGet();
                                all.countDown();
                                await(end);
                            },
                            true);
        }
        await(all);
    }

    @ParameterizedTest(name = "{0} threads, {1} s after the last work that is no bulk")
    @CsvSource({"1,0,1", "2,0,1", "4,0,3", "4,1,3", "4,2,4", "2,3,2"})
    void bulkLeavesAThreadFreeForAWhile(int count, int seconds, int bulk) {
        VocodingThreads threads = threads(count);
        other(threads);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        bulk(threads, count + 3, bulk);
        if (bulk < count) {
            other(threads);
        }
        assertThat(begun).hasValue(bulk);
    }

    @Test
    void bulkAloneHasAllThreads() {
        bulk(threads(3), 7, 3);
        assertThat(begun).hasValue(3);
    }

    @Test
    void bulkRestsAsLongAsItWorkedAndHoldsNobodyUpMeanwhile() {
        VocodingThreads threads = threads(1);
        other(threads);
        SerialExecutor task = threads.open();
        CountDownLatch done = new CountDownLatch(1);
        task.execute(
                () -> {
                    nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
                    threads.open().execute(() -> {}); // somebody is waited for
                    done.countDown();
                },
                true);
        await(done);
        task.execute(begun::incrementAndGet, true);
        other(threads);
        CountDownLatch same = new CountDownLatch(1);
        task.execute(same::countDown);
        await(same);
        assertThat(begun).hasValue(0);
    }

    @Test
    void bulkThatTookNoTimeGoesOn() {
        VocodingThreads threads = threads(1);
        SerialExecutor task = threads.open();
        CountDownLatch done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            other(threads);
            task.execute(done::countDown, true);
        }
        await(done);
    }

    @ParameterizedTest(name = "{0} records, one each {1} ms")
    @CsvSource({"99,0,false", "100,0,true", "100,1,true", "100,2,true", "100,3,false", "1000,3,false"})
    void bulkThatComesFasterThanItCouldBeSpokenIsReadFirst(int records, int everyMs, boolean read) {
        VocodingThreads threads = threads(2);
        SerialExecutor task = threads.open();
        for (int i = 0; i < records; i++) {
            nanos.addAndGet(i == 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(everyMs));
            task.bulkCame();
        }
        assertThat(task.isBulkRead()).isEqualTo(read);
        CountDownLatch bulk = new CountDownLatch(1);
        threads.open().execute(bulk::countDown, true);
        if (read) {
            other(threads);
            assertThat(bulk.getCount()).isOne();
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }
        await(bulk);
    }
}
