package sori.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatestTest {
    private static TopicReader.Placed<Integer> value(int i, int bytes) {
        return new TopicReader.Placed<>(null, i, 0, i, 0, bytes, new RecordHeaders());
    }

    @ParameterizedTest(name = "records of up to {0} bytes")
    @ValueSource(ints = {0, 1000, 1 << 20})
    void keepsTheLastOfMoreThanThereIsRoomFor(int most) {
        Latest<Integer> latest = new Latest<>();
        Random random = new Random(most);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 500_000; i++) {
            sizes.add(most == 0 ? 0 : random.nextInt(most));
            latest.add(value(i, sizes.get(i)));
        }
        List<Integer> kept = latest.values();
        assertThat(kept.get(kept.size() - 1)).isEqualTo(499_999);
        int first = kept.get(0);
        assertThat(kept).hasSize(500_000 - first);
        long bytes = kept.stream().mapToLong(i -> 100 + sizes.get(i)).sum();
        assertThat(bytes).isBetween(Latest.MOST_BYTES - 100 - most, Latest.MOST_BYTES);
    }

    @Test
    void keepsAllOfLess() {
        Latest<Integer> latest = new Latest<>();
        latest.add(value(7, Integer.MAX_VALUE / 2)); // larger than all, and the only one
        assertThat(latest.values()).containsExactly(7);
        latest.add(value(8, 1));
        latest.add(value(9, 1));
        assertThat(latest.values()).containsExactly(8, 9);
    }
}
