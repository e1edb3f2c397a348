package sori.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import sori.config.Refusal;
import sori.topology.TopologyFile;

/** Rights that a user lacks, asked for before a start and told from what a cluster refuses later. Stateless. */
public final class MissingRight {
    private static final int PATIENCE_MS = 15_000;

    private MissingRight() {}

    /** @throws Refusal if this user lacks some that are needed, naming each */
    static void refuse(Admin admin, String who, List<AccessRight> rights) throws InterruptedException {
        Set<String> names = rights.stream()
                .filter(right -> right.type() == ResourceType.TOPIC)
                .map(AccessRight::name)
                .collect(Collectors.toSet());
        Map<String, KafkaFuture<TopicDescription>> topics = admin.describeTopics(
                        names, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        List<AccessRight> missing = new ArrayList<>();
        for (AccessRight right : rights) {
            boolean lacking = switch (right.type()) {
                case TOPIC ->
                    right.needed() && lacks(Objects.requireNonNull(topics.get(right.name())), right.operation());
                case GROUP -> right.needed() && lacksOnGroup(admin, right.name());
                case TRANSACTIONAL_ID -> right.needed() && lacksOnTransactions(admin, right.name());
                default -> false;
            };
            if (lacking) {
                missing.add(right);
            }
        }
        if (!missing.isEmpty()) {
            throw new Refusal(sentence(who, missing));
        }
    }

    private static String sentence(String who, List<AccessRight> missing) {
        return "the cluster refuses this user what " + who + " needs: allow "
                + missing.stream().map(AccessRight::title).collect(Collectors.joining(", "))
                + " (`./sori topics plan --acls` lists all rights)";
    }

    private static boolean lacks(KafkaFuture<TopicDescription> topic, AclOperation operation)
            throws InterruptedException {
        try {
            Set<AclOperation> allowed = topic.get().authorizedOperations();
            return allowed != null && !allowed.contains(operation);
        } catch (ExecutionException e) {
            return e.getCause() instanceof AuthorizationException; // else it is missing, which is another matter
        }
    }

    private static boolean lacksOnGroup(Admin admin, String group) throws InterruptedException {
        try {
            return admin
                    .describeConsumerGroups(
                            List.of(group), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .map(ConsumerGroupDescription::authorizedOperations)
                    .anyMatch(allowed -> allowed != null && !allowed.isEmpty() && !allowed.contains(AclOperation.READ));
        } catch (ExecutionException e) {
            return e.getCause() instanceof GroupAuthorizationException; // no such group yet, say
        }
    }

    /** Whoever may write under ids may ask about them; whether somebody who may ask may write is told only when it is tried. */
    private static boolean lacksOnTransactions(Admin admin, String prefix) throws InterruptedException {
        try {
            admin.describeTransactions(List.of(prefix), new DescribeTransactionsOptions().timeoutMs(PATIENCE_MS))
                    .all()
                    .get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof TransactionalIdAuthorizationException; // no such id yet, say
        }
    }

    /** What a running application was refused, in a sentence; empty of other failures. */
    public static Optional<String> of(Throwable failure, TopologyFile file) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(AuthorizationException.class::isInstance)
                .findFirst()
                .map(refused -> sentence("application " + file.application(), missing(refused, file)));
    }

    private static List<AccessRight> missing(Throwable refused, TopologyFile file) {
        List<AccessRight> all = AccessPlan.ofApplication(file).rights().stream()
                .filter(AccessRight::needed)
                .toList();
        if (refused instanceof TransactionalIdAuthorizationException) {
            return of(all, ResourceType.TRANSACTIONAL_ID);
        }
        if (refused instanceof GroupAuthorizationException) {
            return of(all, ResourceType.GROUP);
        }
        if (refused instanceof TopicAuthorizationException topics) {
            Collection<String> names = topics.unauthorizedTopics();
            List<AccessRight> named =
                    all.stream().filter(right -> names.contains(right.name())).toList();
            return named.isEmpty() ? of(all, ResourceType.TOPIC) : named;
        }
        return all;
    }

    private static List<AccessRight> of(List<AccessRight> all, ResourceType type) {
        return all.stream().filter(right -> right.type() == type).toList();
    }
}
