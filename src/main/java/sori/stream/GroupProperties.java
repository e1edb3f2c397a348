package sori.stream;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import sori.cluster.ClusterLimits;
import sori.topology.GroupProtocol;
import sori.topology.TopologyFile;

/** How an application's instances are a group. Stateless. */
final class GroupProperties {
    private GroupProperties() {}

    /** What the user's own values may change. */
    static void putUsual(Map<String, Object> all, TopologyFile file, ClusterLimits limits) {
        if (file.groupProtocol() == GroupProtocol.CLASSIC) {
            all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, limits.sessionMs());
            all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, limits.sessionMs() / 4);
            all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, file.standbys());
        }
    }

    /** What they may not. */
    static void putFixed(Map<String, Object> all, TopologyFile file) {
        all.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, file.groupProtocol().property());
        if (file.groupProtocol() == GroupProtocol.STREAMS) {
            // The broker has these; a consumer that is told them does not start.
            all.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
            all.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
            all.remove(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG);
            all.put(StreamsConfig.mainConsumerPrefix(ControlFirstWrapper.CONTROL), file.control());
            all.put(StreamsConfig.InternalConfig.INTERNAL_CONSUMER_WRAPPER, ControlFirstWrapper.class);
        }
    }
}
