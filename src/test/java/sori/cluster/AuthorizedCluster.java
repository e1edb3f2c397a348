package sori.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import sori.broker.EmbeddedBroker;
import sori.kafka.KafkaAccess;
import sori.system.GivenTopics;

/** A broker that asks for rights, with a user for each of some plans who has exactly the planned ones. For one thread. */
final class AuthorizedCluster implements AutoCloseable {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final EmbeddedBroker broker;
    private final Admin admin;

    private AuthorizedCluster(EmbeddedBroker broker) {
        this.broker = broker;
        this.admin = master().admin();
    }

    static AuthorizedCluster start(Path folder, List<AccessPlan> plans) throws Exception {
        StringBuilder users = new StringBuilder("username=broker password=b user_broker=b");
        plans.forEach(plan -> users.append(" \"user_").append(user(plan)).append("\"=s"));
        AuthorizedCluster cluster = new AuthorizedCluster(EmbeddedBroker.start(
                folder,
                Map.of(
                        "listener.security.protocol.map",
                        "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "inter.broker.listener.name",
                        "PLAINTEXT",
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "sasl.mechanism.inter.broker.protocol",
                        "PLAIN",
                        "listener.name.plaintext.plain.sasl.jaas.config",
                        LOGIN + users + ";",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:broker;User:ANONYMOUS")));
        for (AccessPlan plan : plans) {
            cluster.grantAll(plan, right -> true);
        }
        return cluster;
    }

    private static String user(AccessPlan plan) {
        return plan.principal().substring("User:".length());
    }

    Admin admin() {
        return admin;
    }

    /** Who may do everything. */
    KafkaAccess master() {
        return access("broker", "b");
    }

    KafkaAccess access(AccessPlan plan) {
        return access(user(plan), "s");
    }

    private KafkaAccess access(String user, String password) {
        return new KafkaAccess(
                broker.bootstrap(),
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        LOGIN + "username=\"" + user + "\" password=" + password + ";"));
    }

    private static AclBinding binding(AccessPlan plan, AccessRight right, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(right.type(), right.name(), right.pattern()),
                new AccessControlEntry(plan.principal(), "*", operation, AclPermissionType.ALLOW));
    }

    void grant(AccessPlan plan, AccessRight right) throws Exception {
        grant(plan, right, right.operation());
    }

    /** Another operation on the same. */
    void grant(AccessPlan plan, AccessRight right, AclOperation operation) throws Exception {
        AclBinding binding = binding(plan, right, operation);
        admin.createAcls(List.of(binding)).all().get();
        GivenTopics.waiting().until(() -> isThere(binding)); // the broker goes by it a moment later
    }

    void grantAll(AccessPlan plan, Predicate<AccessRight> which) throws Exception {
        for (AccessRight right : plan.rights()) {
            if (which.test(right)) {
                grant(plan, right);
            }
        }
    }

    void take(AccessPlan plan, AccessRight right) throws Exception {
        take(plan, right, right.operation());
    }

    void take(AccessPlan plan, AccessRight right, AclOperation operation) throws Exception {
        AclBinding binding = binding(plan, right, operation);
        admin.deleteAcls(List.of(binding.toFilter())).all().get();
        GivenTopics.waiting().until(() -> !isThere(binding));
    }

    private boolean isThere(AclBinding binding) throws Exception {
        return !admin.describeAcls(binding.toFilter()).values().get().isEmpty();
    }

    void takeAll(AccessPlan plan, Predicate<AccessRight> which) throws Exception {
        for (AccessRight right : plan.rights()) {
            if (which.test(right)) {
                take(plan, right);
            }
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }
}
