package sori.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.internal.DefaultRecord;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import sori.topology.TopologyFile;
import sori.trace.CarriedHeaders;

/**
 * How large a record each topic takes. Immutable.
 *
 * @param maxRecordBytes that the topology file allows
 * @param aroundBytes what lies around a record's key and value when it is sent alone, with the headers that go along
 * @param batchBytes the largest batch of each topic ({@code max.message.bytes}), where it is known
 */
public record RecordRoom(int maxRecordBytes, int aroundBytes, Map<String, Integer> batchBytes) {
    public RecordRoom {
        batchBytes = Map.copyOf(batchBytes);
    }

    /** Topics of which nothing is known take all that the topology file allows. */
    public static RecordRoom ofAnyTopic(TopologyFile file) {
        return new RecordRoom(file.settings().maxRecordBytes(), aroundBytes(file), Map.of());
    }

    /** What lies around a record's key and value when it is sent alone, at most. */
    static int aroundBytes(TopologyFile file) {
        return DefaultRecordBatch.RECORD_BATCH_OVERHEAD
                + DefaultRecord.MAX_RECORD_OVERHEAD
                + new CarriedHeaders(file.headers()).mostBytes();
    }

    /** @param written the topics that are written to */
    public static RecordRoom of(TopologyFile file, TopicsThere there, Set<String> written) {
        Map<String, Integer> batches = new HashMap<>();
        written.forEach(topic -> there.number(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                .ifPresent(bytes -> batches.put(topic, (int) bytes)));
        return new RecordRoom(file.settings().maxRecordBytes(), aroundBytes(file), batches);
    }

    /** The largest key and value together that a topic takes in a record. */
    public int of(String topic) {
        return Math.min(maxRecordBytes, batchBytes.getOrDefault(topic, Integer.MAX_VALUE) - aroundBytes);
    }

    /** The largest batch that every topic takes, as one producer writes to all of them. */
    public int batchBytes(int usual) {
        return batchBytes.values().stream().mapToInt(bytes -> bytes).reduce(usual, Math::min);
    }
}
