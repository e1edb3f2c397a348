package sori.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sori.kafka.Topic;
import sori.kafka.TopicSpec;
import sori.kafka.Topics;
import sori.registry.ModelTopics;
import sori.topology.TopologyFile;

/**
 * The topics that topology files need, the applications' internal ones included, for clusters where applications may not
 * create topics. Immutable; {@link #create} and {@link #check} talk to the cluster.
 *
 * @param alike topics that are made with as many partitions as another, by name: all of an application as the topic that it reads
 */
public record TopicPlan(List<TopicSpec> topics, Map<String, String> alike) {
    /** A change log takes what comes, whatever clock has stamped it: the broker's own time is the only one that it never refuses. */
    public static final Map<String, String> CHANGELOG_TIMES =
            Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

    private static final Logger LOG = LoggerFactory.getLogger(TopicPlan.class);
    private static final Duration LEADERS_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LEADERS_RETRY = Duration.ofMillis(50);

    public TopicPlan {
        topics = List.copyOf(topics);
        alike = Map.copyOf(alike);
    }

    private TopicPlan(List<TopicSpec> topics) {
        this(topics, Map.of());
    }

    /** The topics of these applications, each once: their ends, failures, taps and change logs, and those of their voices. */
    public static TopicPlan of(TopicSettings settings, List<TopologyFile> files) {
        Map<String, TopicSpec> topics = new LinkedHashMap<>();
        Map<String, String> alike = new HashMap<>();
        for (TopologyFile file : files) {
            FileTopics of = new FileTopics(file);
            of.events().forEach(name -> topics.put(name, event(name, settings)));
            of.changelogs().forEach(name -> topics.put(name, changelog(name, settings)));
            of.all().stream()
                    .filter(name -> !name.equals(file.from()))
                    .forEach(name -> alike.putIfAbsent(name, file.from()));
        }
        ModelTopics.specs((short) settings.replication()).forEach(topic -> topics.put(topic.name(), topic));
        return new TopicPlan(List.copyOf(topics.values()), alike);
    }

    /** What a shadow needs besides the topics that are there: where it writes. */
    public static TopicPlan ofShadow(TopicSettings settings) {
        return ofTopics(settings, List.of(Topics.SHADOW_AUDIO, Topics.SHADOW_COMPARISONS));
    }

    /** All topics of both. */
    public TopicPlan and(TopicPlan other) {
        Map<String, TopicSpec> all = new LinkedHashMap<>();
        topics.forEach(topic -> all.put(topic.name(), topic));
        other.topics().forEach(topic -> all.put(topic.name(), topic));
        Map<String, String> bothAlike = new HashMap<>(alike);
        bothAlike.putAll(other.alike());
        return new TopicPlan(List.copyOf(all.values()), bothAlike);
    }

    /** The topics of voices alone. */
    public static TopicPlan ofModels(TopicSettings settings) {
        return new TopicPlan(ModelTopics.specs((short) settings.replication()));
    }

    /** Some topics of events alone, for whoever only writes or reads them. */
    public static TopicPlan ofTopics(TopicSettings settings, List<Topic<?>> topics) {
        return new TopicPlan(
                topics.stream().map(topic -> event(topic.name(), settings)).toList());
    }

    private static TopicSpec event(String name, TopicSettings settings) {
        return new TopicSpec(
                name,
                settings.partitions(),
                (short) settings.replication(),
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(
                                Duration.ofHours(settings.retentionHours()).toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(settings.maxMessageBytes()),
                        // Whatever its writer chose: lz4, snappy and zstd are more than some clients can read, and of a
                        // record that grows a thousandfold its readers die, where the broker does not unpack it.
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        "uncompressed",
                        // Retention must not depend on what a producer believes the time to be.
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime"));
    }

    private static TopicSpec changelog(String name, TopicSettings settings) {
        return new TopicSpec(
                name,
                settings.partitions(),
                (short) settings.replication(),
                with(
                        CHANGELOG_TIMES,
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                Integer.toString(settings.maxMessageBytes()))));
    }

    /** A planned topic's settings and those that it has besides. */
    private static Map<String, String> with(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }

    /**
     * Creates what is missing and leaves alone what is there, but for {@link TopicSpec#guards}. What must be {@link #alike} a topic that is
     * there gets as many partitions as that has.
     *
     * @return the names of the topics created
     * @throws ExecutionException when the cluster refuses, with its reason as cause
     */
    public List<String> create(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<String> created = new ArrayList<>();
        AlikeCounts counts = counts(admin, existing);
        List<NewTopic> missing = topics.stream()
                .filter(topic -> !existing.contains(topic.name()))
                .map(topic -> new NewTopic(
                                topic.name(), counts.of(topic.name()).orElse(topic.partitions()), topic.replication())
                        .configs(topic.settings()))
                .toList();
        for (var result : admin.createTopics(missing).values().entrySet()) {
            try {
                result.getValue().get();
                created.add(result.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) { // somebody else was faster
                    throw e;
                }
            }
        }
        awaitLeaders(admin);
        mend(admin, created);
        return created;
    }

    /** The partitions of topics that are there. */
    private AlikeCounts counts(Admin admin, Set<String> existing) throws ExecutionException, InterruptedException {
        List<String> asked =
                topics.stream().map(TopicSpec::name).filter(existing::contains).toList();
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, TopicDescription> described =
                admin.describeTopics(asked).allTopicNames().get();
        asked.forEach(name -> counts.put(
                name, Objects.requireNonNull(described.get(name)).partitions().size()));
        return new AlikeCounts(alike, counts);
    }

    /**
     * Sets what keeps hostile records out, on topics of an earlier release or another maker.
     *
     * @param created by this plan, as they are to be
     */
    private void mend(Admin admin, List<String> created) throws InterruptedException {
        Map<ConfigResource, TopicSpec> there = new HashMap<>();
        topics.stream()
                .filter(topic -> !created.contains(topic.name())) // those, too, that somebody else has just created
                .forEach(topic -> there.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic));
        try {
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(there.keySet()).all().get();
            Map<ConfigResource, Collection<AlterConfigOp>> mended = new HashMap<>();
            there.forEach((resource, topic) -> {
                Config config = configs.get(resource);
                List<AlterConfigOp> ops = config == null ? List.of() : guarding(topic, config);
                if (!ops.isEmpty()) {
                    mended.put(resource, ops);
                }
            });
            if (!mended.isEmpty()) {
                admin.incrementalAlterConfigs(mended).all().get();
                LOG.info("set on topics that were there: {}", mended);
            }
        } catch (ExecutionException e) {
            LOG.warn(
                    "some topics may let records in that end what reads them: compressed to a thousandth of their size, or, in"
                            + " change logs, refused for their time; `sori topics check` lists what differs: {}",
                    String.valueOf(e.getCause()));
        }
    }

    private static List<AlterConfigOp> guarding(TopicSpec topic, Config config) {
        List<AlterConfigOp> ops = new ArrayList<>();
        topic.guards().forEach((name, value) -> {
            ConfigEntry entry = config.get(name);
            if (entry != null && !value.equals(entry.value())) {
                ops.add(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
            }
        });
        return ops;
    }

    /**
     * A producer that writes before every partition has a leader can wedge and lose records (KAFKA-15591): asks each first,
     * also of topics that another process has created a moment ago.
     */
    private void awaitLeaders(Admin admin) throws ExecutionException, InterruptedException {
        List<String> names = topics.stream().map(TopicSpec::name).toList();
        long deadline = System.nanoTime() + LEADERS_TIMEOUT.toNanos();
        while (true) {
            try {
                Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
                admin.describeTopics(names)
                        .allTopicNames()
                        .get()
                        .forEach((name, topic) -> topic.partitions()
                                .forEach(partition -> latest.put(
                                        new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
                admin.listOffsets(latest).all().get();
                return;
            } catch (ExecutionException e) {
                // A broker that has not yet heard of the new topic says so; a moment later it has.
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(LEADERS_RETRY.toMillis());
            }
        }
    }

    /** What on the cluster differs from the plan, a sentence each; empty when an application can run. */
    public List<String> check(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<String> differences = new ArrayList<>();
        List<TopicSpec> found = new ArrayList<>();
        for (TopicSpec topic : topics) {
            if (existing.contains(topic.name())) {
                found.add(topic);
            } else {
                differences.add("topic " + topic.name() + " is missing");
            }
        }
        for (TopicSpec topic : found) {
            differences.addAll(TopicComparison.of(admin, topic));
        }
        return differences;
    }
}
