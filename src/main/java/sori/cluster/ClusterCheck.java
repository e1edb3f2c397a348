package sori.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.topology.Guarantee;
import sori.topology.TopologyFile;

/**
 * A cluster as a topology file finds it, looked at before anything is made there or started: what would end the application, or have it
 * lose something, is refused in one sentence that says what mends it. Immutable.
 *
 * @param room how large records may be
 * @param remarks what works all the same, though not as it should; a sentence each
 */
public record ClusterCheck(RecordRoom room, List<String> remarks) {
    public ClusterCheck {
        remarks = List.copyOf(remarks);
    }

    /**
     * Before missing topics are made.
     *
     * @throws Refusal if the application could not run with those that are there
     */
    public static void beforeTopicsAreMade(TopologyFile file, KafkaAccess kafka) {
        look(file, kafka, false);
    }

    /** Before the application starts: its topics are there. */
    public static ClusterCheck beforeTheStart(TopologyFile file, KafkaAccess kafka) {
        return look(file, kafka, true);
    }

    /**
     * Before somebody writes or listens.
     *
     * @throws Refusal if this user lacks rights, naming each; a cluster that asks for none refuses nobody
     */
    public static void refuseWithout(AccessPlan plan, KafkaAccess kafka) {
        try (Admin admin = kafka.admin()) {
            MissingRight.refuse(admin, "a " + plan.who(), plan.rights());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }

    private static ClusterCheck look(TopologyFile file, KafkaAccess kafka, boolean made) {
        FileTopics topics = new FileTopics(file);
        try (Admin admin = kafka.admin()) {
            TopicsThere there = TopicsThere.read(admin, topics.all());
            MissingRight.refuse(
                    admin,
                    "application " + file.application(),
                    made
                            ? AccessPlan.ofStages(file)
                            : AccessPlan.ofApplication(file).rights());
            TopicRules rules = new TopicRules(topics, there, kafka.bootstrap());
            if (made) {
                rules.refuseMissing();
            }
            rules.refuseCounts();
            rules.refuseCleanup();
            rules.refuseSmall();
            GroupCheck.refuse(file, kafka, admin);
            StartFrom start = new StartFrom(file, admin);
            start.refuse(there.partitions().keySet());
            if (made) {
                start.settle();
            }
            List<String> remarks = new ArrayList<>(rules.remarks());
            remarks.addAll(GroupCheck.remarks(file, admin, kafka.bootstrap()));
            if (made && file.guarantee() == Guarantee.EXACTLY_ONCE) {
                remarks.addAll(TransactionVersion.remarks(admin, kafka.bootstrap()));
            }
            RecordRoom room = RecordRoom.of(file, there, topics.needed().keySet());
            return new ClusterCheck(room, remarks);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Refusal(
                    "cannot look at the topics of " + file.application() + " at " + kafka.bootstrap() + ": "
                            + cause.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }
}
