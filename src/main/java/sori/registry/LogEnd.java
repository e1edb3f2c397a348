package sori.registry;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import sori.kafka.KafkaAccess;

/** Where a partition ends, with what is not committed yet. Stateless. */
final class LogEnd {
    private LogEnd() {}

    /**
     * The offset after the last record, committed or not: a committed one may lie behind somebody else's open transaction, and a
     * reader of committed records has seen everything only when it has come this far.
     */
    static long of(KafkaAccess kafka, TopicPartition partition) throws IOException {
        try (Admin admin = kafka.admin()) {
            return admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new ModelRefusedException(
                        "there is no topic " + partition.topic() + "; `sori run` and `sori topics create` make it", e);
            }
            throw new IOException("cannot read " + partition.topic() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
