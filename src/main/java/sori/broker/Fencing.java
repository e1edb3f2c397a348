package sori.broker;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * What comes before a broker starts again that was killed. The metadata still names the dead broker as the leader of its
 * partitions. Kafka 4.3.1 then elects its transaction coordinator on that stale knowledge, and drops the markers of a
 * commit that the kill cut off, as soon as it learns that the partitions have no leader ("likely deleted already"): the
 * transaction counts as complete but stays open in the logs for ever, an offset commit among them, and nobody can read on.
 * So the controller is started alone first, until it has noticed that the broker is gone and said so in the metadata.
 */
final class Fencing {
    private static final int POLL_MS = 20;
    /** Enough for a controller to come up on a busy machine. */
    private static final long PATIENCE_MS = 60_000;
    /** A killed broker that had not yet registered is nobody to wait for. */
    private static final long NOBODY_MS = 3 * BrokerSettings.DEAD_SESSION_MS;

    private final MBeanServer metrics = ManagementFactory.getPlatformMBeanServer();

    private Fencing() {}

    /** Returns when no broker of the directory counts as alive; 2 s on a quiet machine. Nobody else may use it meanwhile. */
    static void ofKilledBroker(BrokerSettings settings) {
        KafkaRaftServer controller =
                new KafkaRaftServer(KafkaConfig.fromProps(settings.controllerAlone(), false), Time.SYSTEM);
        controller.startup();
        try {
            new Fencing().await();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    private void await() {
        long begun = System.nanoTime();
        long active = 0;
        while (millisSince(begun) < PATIENCE_MS) {
            if (count("FencedBrokerCount") > 0 && count("ActiveBrokerCount") == 0) {
                return;
            }
            if (active == 0 && count("ActiveControllerCount") == 1) {
                active = System.nanoTime();
            }
            if (active != 0 && millisSince(active) > NOBODY_MS && count("ActiveBrokerCount") == 0) {
                return;
            }
            pause();
        }
        throw new IllegalStateException(
                "the controller did not notice within " + PATIENCE_MS / 1000 + " s that its broker was killed");
    }

    private int count(String metric) {
        try {
            return (int) metrics.getAttribute(
                    new ObjectName("kafka.controller:type=KafkaController,name=" + metric), "Value");
        } catch (JMException e) {
            return 0; // not there before the controller has come up
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the controller came up", e);
        }
    }
}
