package sori.cluster;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One right on a cluster that asks for rights. READ and WRITE include DESCRIBE.
 *
 * @param name of the topic, group or transactional id, or what such names begin with; {@code kafka-cluster} for the cluster itself
 * @param pattern whether the name is whole
 * @param needed whether nothing goes without it; else something goes less well
 * @param what it is for, for a person
 */
public record AccessRight(
        AclOperation operation, ResourceType type, String name, PatternType pattern, boolean needed, String what) {
    static final String CLUSTER = "kafka-cluster";

    static AccessRight onTopic(AclOperation operation, String topic, String what) {
        return new AccessRight(operation, ResourceType.TOPIC, topic, PatternType.LITERAL, true, what);
    }

    static AccessRight onGroup(String group, PatternType pattern, String what) {
        return new AccessRight(AclOperation.READ, ResourceType.GROUP, group, pattern, true, what);
    }

    static AccessRight onTransactions(String prefix, String what) {
        return new AccessRight(
                AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED, true, what);
    }

    /** What goes without, less well. */
    AccessRight optional() {
        return new AccessRight(operation, type, name, pattern, false, what);
    }

    /** To look at settings, so that what does not fit is told before the start. */
    static AccessRight toSeeSettings(String topic) {
        return new AccessRight(
                AclOperation.DESCRIBE_CONFIGS,
                ResourceType.TOPIC,
                topic,
                PatternType.LITERAL,
                false,
                "how large its records may be");
    }

    /** As messages say it: {@code READ on topic speech.text}. */
    public String title() {
        String begins = pattern == PatternType.PREFIXED ? "s that begin with " : " ";
        return operation + " on " + typeTitle() + begins + name;
    }

    private String typeTitle() {
        return switch (type) {
            case TRANSACTIONAL_ID -> "transactional id";
            case GROUP -> "group";
            case CLUSTER -> "cluster";
            default -> "topic";
        };
    }

    /** As the tool reads it: {@code DescribeConfigs}. */
    private static String pascal(AclOperation operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** As Kafka's own tool grants it. */
    public String command(String bootstrap, String principal) {
        String resource = switch (type) {
            case TRANSACTIONAL_ID -> "--transactional-id '" + name + "'";
            case GROUP -> "--group '" + name + "'";
            case CLUSTER -> "--cluster";
            default -> "--topic '" + name + "'";
        };
        String prefixed = pattern == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
        return "kafka-acls.sh --bootstrap-server " + bootstrap + " --add --allow-principal '" + principal
                + "' --operation " + pascal(operation) + " " + resource + prefixed;
    }
}
