package sori.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.topology.GroupProtocol;
import sori.topology.TopologyFile;

/** An application's group as the cluster has it. Stateless. */
public final class GroupCheck {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCheck.class);
    private static final String SESSION = "streams.session.timeout.ms";
    private static final String STANDBYS = "streams.num.standby.replicas";

    /** The name under which an instance stays a member while it is away; Streams adds a number for each thread. */
    public static final String MEMBER = StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);

    private GroupCheck() {}

    /** @throws Refusal if it has members of another protocol, or the file asks for what its protocol does not have */
    public static void refuse(TopologyFile file, KafkaAccess kafka, Admin admin)
            throws ExecutionException, InterruptedException {
        boolean streams = file.groupProtocol() == GroupProtocol.STREAMS;
        if (streams && stays(kafka)) {
            throw new Refusal("groupProtocol: streams knows no members that stay while they are away: leave out "
                    + MEMBER + " (`run --stay`), or set groupProtocol: classic");
        }
        Optional<GroupListing> group = admin.listGroups().valid().get().stream()
                .filter(each -> each.groupId().equals(file.application()))
                .findFirst();
        GroupType wanted = streams ? GroupType.STREAMS : GroupType.CLASSIC;
        boolean other =
                group.flatMap(GroupListing::type).filter(type -> type != wanted).isPresent();
        boolean inUse = group.flatMap(GroupListing::groupState)
                .filter(state -> state != GroupState.EMPTY && state != GroupState.DEAD)
                .isPresent();
        if (other && inUse) {
            throw new Refusal("group " + file.application() + " has members of the protocol "
                    + group.flatMap(GroupListing::type).orElse(GroupType.UNKNOWN)
                    + ", and this file says groupProtocol: "
                    + file.groupProtocol().property()
                    + "; a group speaks one: stop every instance, then start them all with the new protocol");
        }
    }

    /** What the broker's settings of a group make different from what the file or Sori would ask for. */
    public static List<String> remarks(TopologyFile file, Admin admin, String bootstrap) throws InterruptedException {
        if (file.groupProtocol() == GroupProtocol.CLASSIC) {
            return List.of();
        }
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, file.application());
        List<String> remarks = new ArrayList<>();
        try {
            Config config =
                    admin.describeConfigs(List.of(group)).all().get().getOrDefault(group, new Config(List.of()));
            int standbys = value(config, STANDBYS, 0);
            if (standbys != file.standbys()) {
                remarks.add("the broker gives group " + file.application() + " " + standbys
                        + " standbys, and this file says " + file.standbys() + ": "
                        + alter(file, bootstrap, STANDBYS, file.standbys()));
            }
            int sessionMs = value(config, SESSION, ClusterLimits.SESSION_MS);
            if (sessionMs > ClusterLimits.SESSION_MS) {
                remarks.add("an instance that is killed is missed after " + sessionMs + " ms (" + SESSION + "): "
                        + alter(file, bootstrap, SESSION, ClusterLimits.SESSION_MS)
                        + ", as far as the brokers' group.streams.min.session.timeout.ms allows");
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException) {
                LOG.info(
                        "the settings of group {} cannot be read: {}",
                        file.application(),
                        e.getCause().getMessage());
                return List.of(
                        "with groupProtocol: streams session, heartbeat and standbys of group " + file.application()
                                + " are settings of the broker, which this user may not read (DESCRIBE_CONFIGS on the group)");
            }
            LOG.warn("cannot look at group {}", file.application(), e);
        }
        return remarks;
    }

    private static int value(Config config, String name, int otherwise) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? otherwise : Integer.parseInt(entry.value());
    }

    private static String alter(TopologyFile file, String bootstrap, String name, int value) {
        return "kafka-configs.sh --bootstrap-server " + bootstrap + " --alter --entity-type groups --entity-name "
                + file.application() + " --add-config " + name + "=" + value;
    }

    /** Whether an instance stays a member while it is away. */
    public static boolean stays(KafkaAccess kafka) {
        return kafka.properties().containsKey(MEMBER);
    }
}
