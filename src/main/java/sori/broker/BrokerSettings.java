package sori.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * The configuration of the one-node cluster: small in memory, quick to start again after a kill, open to this machine only.
 *
 * @param data where the logs lie
 * @param brokerPort where clients connect, on the loopback address
 * @param controllerPort where the broker finds its own controller
 */
record BrokerSettings(Path data, int brokerPort, int controllerPort) {
    static final int NODE = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    /** How long a controller that runs alone takes a silent broker for alive. */
    static final int DEAD_SESSION_MS = 1000;

    String bootstrap() {
        return "127.0.0.1:" + brokerPort;
    }

    Properties properties() {
        Properties properties = new Properties();
        identity(properties);
        memory(properties);
        timing(properties);
        internalTopics(properties);
        return properties;
    }

    /** The same node as a controller only, see {@link Fencing}. */
    Properties controllerAlone() {
        Properties properties = new Properties();
        quorum(properties);
        memory(properties);
        properties.put("process.roles", "controller");
        properties.put("listeners", controllerListener());
        properties.put("broker.session.timeout.ms", String.valueOf(DEAD_SESSION_MS));
        properties.put("broker.heartbeat.interval.ms", "100");
        return properties;
    }

    private String controllerListener() {
        return CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort;
    }

    private void identity(Properties properties) {
        quorum(properties);
        properties.put("process.roles", "broker,controller");
        properties.put("listeners", "PLAINTEXT://" + bootstrap() + "," + controllerListener());
        properties.put("advertised.listeners", "PLAINTEXT://" + bootstrap());
        properties.put("auto.create.topics.enable", "false");
    }

    private void quorum(Properties properties) {
        properties.put("node.id", String.valueOf(NODE));
        properties.put("log.dirs", data.toString());
        properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("controller.listener.names", CONTROLLER_LISTENER);
        properties.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
    }

    /** Kafka's own defaults are for a machine that does nothing else. */
    private static void memory(Properties properties) {
        properties.put("num.network.threads", "1");
        properties.put("num.io.threads", "2");
        properties.put("background.threads", "2");
        properties.put("num.recovery.threads.per.data.dir", "1");
        properties.put("log.cleaner.threads", "1");
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20));
        properties.put("log.cleaner.io.buffer.size", String.valueOf(64 << 10));
        // Each open index is mapped at this size until its segment is full.
        properties.put("log.index.size.max.bytes", String.valueOf(256 << 10));
    }

    private static void timing(Properties properties) {
        // Nobody waits for this session to run out (Fencing has its own), and a node that is too busy for its own
        // heartbeats should not be taken for dead.
        properties.put("broker.session.timeout.ms", "30000");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("initial.broker.registration.timeout.ms", "120000");
        // Streams applications ask for short sessions, so that a killed one's partitions move within seconds.
        properties.put("group.min.session.timeout.ms", "2000");
        properties.put("group.initial.rebalance.delay.ms", "200");
        properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    }

    private static void internalTopics(Properties properties) {
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            properties.put(topic + ".replication.factor", "1");
            properties.put(topic + ".num.partitions", "1");
        }
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
    }
}
