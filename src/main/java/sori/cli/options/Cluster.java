package sori.cli.options;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import sori.broker.SharedBroker;
import sori.cluster.TopicPlan;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.kafka.Topic;
import sori.kafka.TopicReader;

/**
 * A Kafka within reach.
 *
 * @param broker this process's part in the embedded one, when no cluster was named
 */
public record Cluster(KafkaAccess access, Optional<SharedBroker> broker) implements AutoCloseable {
    private static final int PATIENCE_MS = 15_000;

    /**
     * How many brokers answer.
     *
     * @throws Refusal when none does, with the reason
     */
    public static int brokers(KafkaAccess access) {
        String who = "Kafka at " + access.bootstrap();
        try (Admin admin = access.admin()) {
            DescribeClusterOptions patience = new DescribeClusterOptions().timeoutMs(PATIENCE_MS);
            return admin.describeCluster(patience).nodes().get().size();
        } catch (ExecutionException e) {
            throw new Refusal(
                    e.getCause() instanceof TimeoutException
                            ? who + " does not answer within " + PATIENCE_MS / 1000
                                    + " s; is the address right, and does it "
                                    + "want TLS or a password (--kafka-config)?"
                            : who + ": " + reason(e),
                    e);
        } catch (KafkaException e) {
            throw new Refusal(who + " cannot be asked: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }

    /** The cluster's own name, by which what belongs to it is told from another's. */
    public String id() {
        try (Admin admin = access.admin()) {
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw new Refusal("Kafka at " + access.bootstrap() + " does not answer: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }

    /** Whether it has a topic that this client may see. */
    public boolean has(Topic<?> topic) {
        return TopicReader.exists(access, topic);
    }

    /** How many partitions topics have that are there. */
    public Map<String, Integer> partitions(List<String> topics) {
        try (Admin admin = access.admin()) {
            Map<String, Integer> counts = new HashMap<>();
            admin.describeTopics(topics)
                    .allTopicNames()
                    .get()
                    .forEach(
                            (name, topic) -> counts.put(name, topic.partitions().size()));
            return counts;
        } catch (ExecutionException e) {
            throw new Refusal("cannot look at the topics of " + access.bootstrap() + ": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }

    /** Creates what the plan has and the cluster lacks, and says how many topics that were. */
    public int create(TopicPlan plan) {
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
    public static String reason(Exception failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        if (cause instanceof AuthorizationException) {
            return cause.getMessage() + " (`sori topics plan --acls` lists everybody's rights)";
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    @Override
    public void close() {
        broker.ifPresent(SharedBroker::close);
    }
}
