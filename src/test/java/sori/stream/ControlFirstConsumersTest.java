package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is handed out while partitions have a backlog, poll by poll. */
class ControlFirstConsumersTest {
    private static final int POLL = 10;
    private static final TopicPartition CONTROL = new TopicPartition("control", 0);

    private final MockConsumer<byte[], byte[]> broker = new MockConsumer<>("earliest");
    private final Consumer<byte[], byte[]> consumer = new ControlFirstConsumers("control", POLL).around(broker);

    private static TopicPartition text(int partition) {
        return new TopicPartition("text", partition);
    }

    private void assign(int partitions) {
        List<TopicPartition> all = new ArrayList<>(List.of(CONTROL));
        for (int i = 0; i < partitions; i++) {
            all.add(text(i));
        }
        broker.assign(all);
        all.forEach(each -> broker.updateBeginningOffsets(Map.of(each, 0L)));
        broker.setMaxPollRecords(POLL);
    }

    private void write(TopicPartition partition, int from, int count) {
        for (int i = from; i < from + count; i++) {
            broker.addRecord(
                    new ConsumerRecord<>(partition.topic(), partition.partition(), i, new byte[0], new byte[0]));
        }
    }

    private List<TopicPartition> poll() {
        List<TopicPartition> of = new ArrayList<>();
        consumer.poll(Duration.ZERO).forEach(each -> of.add(new TopicPartition(each.topic(), each.partition())));
        return of;
    }

    @ParameterizedTest(name = "{0} partitions, {1} with a backlog")
    @CsvSource({"2,1", "8,1", "8,5"})
    void whatTheOthersHaveComesBetween(int partitions, int backlogs) {
        assign(partitions);
        for (int i = 0; i < backlogs; i++) {
            write(text(i), 0, 1000);
        }
        for (int i = 0; i < 2 * backlogs; i++) {
            assertThat(poll()).hasSizeLessThanOrEqualTo(POLL);
        }
        write(CONTROL, 0, 1);
        write(text(partitions - 1), 0, 1);
        List<TopicPartition> next = poll();
        next.addAll(poll());
        assertThat(next).contains(CONTROL, text(partitions - 1));
        assertThat(broker.paused()).isEmpty();
    }

    @Test
    void aBacklogGetsOnWhateverTheOthersHave() {
        assign(2);
        write(text(0), 0, 1000);
        int ofBacklog = 0;
        for (int i = 0; i < 40; i++) {
            write(text(1), i, 1);
            ofBacklog += (int) poll().stream().filter(text(0)::equals).count();
        }
        assertThat(ofBacklog).isGreaterThan(15 * POLL);
    }

    @Test
    void whatStreamsHasPausedStaysPaused() {
        assign(2);
        write(text(0), 0, 1000);
        poll();
        consumer.pause(List.of(text(0)));
        poll();
        poll();
        assertThat(broker.paused()).containsExactly(text(0));
    }
}
