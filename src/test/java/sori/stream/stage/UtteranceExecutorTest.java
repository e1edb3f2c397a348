package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose work comes first where several utterances' work waits, of one task and of many. */
@Timeout(60)
class UtteranceExecutorTest {
    private final Supplier<SerialExecutor> executors = new VocodingThreads("test", 1, System::nanoTime)::open;
    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    /** Holds the one thread until it is let go. */
    private CountDownLatch hold() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        executors.get().execute(() -> {
            held.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(held.await(50, TimeUnit.SECONDS)).isTrue();
        return go;
    }

    /** Behind everything there is. */
    private void awaitAll(List<SerialExecutor> tasks) throws InterruptedException {
        CountDownLatch last = new CountDownLatch(tasks.size());
        tasks.forEach(task -> task.execute(last::countDown, true));
        assertThat(last.await(50, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bulkOfAnyTaskComesBehindWhatIsWaitedForOfAnyOther() throws Exception {
        CountDownLatch go = hold();
        List<SerialExecutor> tasks = new ArrayList<>();
        for (int task = 0; task < 6; task++) {
            SerialExecutor executor = executors.get();
            tasks.add(executor);
            for (int i = 0; i < 5; i++) {
                new UtteranceExecutor(executor, true).execute(() -> done.add("bulk"));
            }
        }
        for (SerialExecutor task : tasks.subList(3, 6)) {
            new UtteranceExecutor(task, false).execute(() -> done.add("waited for"));
        }
        go.countDown();
        awaitAll(tasks);
        assertThat(done).hasSize(33);
        assertThat(done.subList(0, 3)).containsOnly("waited for");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void anUtterancesWorkKeepsItsOrderWhateverOfItIsHurried(int seed) throws Exception {
        CountDownLatch go = hold();
        Random random = new Random(seed);
        SerialExecutor task = executors.get();
        List<UtteranceExecutor> utterances = new ArrayList<>();
        List<List<Integer>> order = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            utterances.add(new UtteranceExecutor(task, random.nextInt(4) > 0));
            order.add(Collections.synchronizedList(new ArrayList<>()));
        }
        for (int i = 0; i < 500; i++) {
            int of = random.nextInt(5);
            int number = i;
            switch (random.nextInt(10)) {
                case 0 -> utterances.get(of).hurry();
                case 1 -> utterances.get(of).takeTime();
                default -> utterances.get(of).execute(() -> order.get(of).add(number));
            }
            if (i == 250) {
                go.countDown();
            }
        }
        awaitAll(List.of(task));
        assertThat(order).allSatisfy(each -> assertThat(each).isNotEmpty().isSorted());
    }

    @Test
    void hurriedWorkGoesBeforeOtherBulk() throws Exception {
        CountDownLatch go = hold();
        SerialExecutor task = executors.get();
        UtteranceExecutor bulk = new UtteranceExecutor(task, true);
        UtteranceExecutor hurried = new UtteranceExecutor(task, true);
        for (int i = 0; i < 3; i++) {
            bulk.execute(() -> done.add("bulk"));
            hurried.execute(() -> done.add("hurried"));
        }
        hurried.hurry();
        go.countDown();
        awaitAll(List.of(task));
        assertThat(done).containsExactly("hurried", "hurried", "hurried", "bulk", "bulk", "bulk");
    }
}
