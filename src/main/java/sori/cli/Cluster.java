package sori.cli;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import sori.broker.SharedBroker;
import sori.stream.KafkaAccess;
import sori.stream.TopicPlan;

/**
 * A Kafka within reach.
 *
 * @param broker this process's part in the embedded one, when no cluster was named
 */
record Cluster(KafkaAccess access, Optional<SharedBroker> broker) implements AutoCloseable {
    /** Creates what the plan has and the cluster lacks, and says how many topics that were. */
    int create(TopicPlan plan) {
        try (Admin admin = access.admin()) {
            return plan.create(admin).size();
        } catch (ExecutionException e) {
            throw new Refusal(
                    "cannot create the topics at " + access.bootstrap() + ": " + reason(e)
                            + " (`sori topics plan` lists them for whoever may)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }

    /** What lies behind a failed future, in words. */
    static String reason(Exception failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public void close() {
        broker.ifPresent(SharedBroker::close);
    }
}
