package sori.cluster;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.resource.ResourceType;
import sori.kafka.Topics;
import sori.registry.ModelTopics;
import sori.synthesis.Stage;
import sori.topology.GroupProtocol;
import sori.topology.Guarantee;
import sori.topology.StageTopics;
import sori.topology.TopologyFile;

/**
 * The least rights of everybody around some topology files: with exactly these all of it works where topics are made by somebody else. Immutable.
 *
 * @param who the user's part, as in {@code application sori-speech} or {@code publisher}
 * @param principal a name for it
 */
public record AccessPlan(String who, String principal, List<AccessRight> rights) {
    private static final String PLAYER_GROUPS = "sori-play";
    private static final String MODEL_TRANSACTIONS = "sori-models-";
    private static final String REPLAYS = "sori-replay-";

    public AccessPlan {
        rights = List.copyOf(rights);
    }

    /** The applications of these files, and those who write to them, listen to them, publish their voices, and replay what failed. */
    public static List<AccessPlan> of(List<TopologyFile> files) {
        List<AccessPlan> plans = new ArrayList<>();
        files.forEach(file -> plans.add(ofApplication(file)));
        plans.add(ofPublisher(files));
        plans.add(ofListener(files));
        plans.add(ofCanceller(files));
        plans.add(ofModelPublisher());
        files.stream()
                .filter(file -> file.stages().contains(Stage.NORMALIZE))
                .forEach(file -> plans.add(ofReplayer(file)));
        return plans;
    }

    /** What an application reads, writes, keeps and joins. */
    static AccessPlan ofApplication(TopologyFile file) {
        List<AccessRight> rights = new ArrayList<>(ofStages(file));
        rights.addAll(ofVoices());
        rights.add(new AccessRight(
                DESCRIBE_CONFIGS,
                ResourceType.CLUSTER,
                AccessRight.CLUSTER,
                LITERAL,
                false,
                "how short sessions and how long transactions may be"));
        return new AccessPlan("application " + file.application(), "User:" + file.application(), rights);
    }

    /** The same without its voices. */
    static List<AccessRight> ofStages(TopologyFile file) {
        FileTopics topics = new FileTopics(file);
        List<AccessRight> rights = new ArrayList<>();
        rights.add(AccessRight.onTopic(READ, file.from(), "what it works on"));
        if (file.controlled()) {
            rights.add(AccessRight.onTopic(READ, file.control(), "what is cancelled"));
        }
        rights.add(AccessRight.onTopic(WRITE, file.to(), "what it makes"));
        rights.add(AccessRight.onTopic(WRITE, file.failures(), "what it cannot speak"));
        file.taps()
                .forEach(tap -> rights.add(
                        AccessRight.onTopic(WRITE, StageTopics.output(tap).name(), "a copy to look at")));
        for (String changelog : topics.changelogs()) {
            rights.add(AccessRight.onTopic(WRITE, changelog, "what is under way"));
            rights.add(AccessRight.onTopic(READ, changelog, "what was under way before a restart"));
        }
        rights.add(AccessRight.onGroup(file.application(), LITERAL, "its share of the partitions"));
        if (file.groupProtocol() == GroupProtocol.STREAMS) {
            rights.add(new AccessRight(
                    DESCRIBE_CONFIGS,
                    ResourceType.GROUP,
                    file.application(),
                    LITERAL,
                    false,
                    "its session and standbys, which are the broker's"));
        }
        if (file.guarantee() == Guarantee.EXACTLY_ONCE) {
            rights.add(AccessRight.onTransactions(file.application() + "-", "each chunk once"));
        }
        topics.all().forEach(topic -> rights.add(AccessRight.toSeeSettings(topic)));
        return rights;
    }

    private static List<AccessRight> ofVoices() {
        return List.of(
                AccessRight.onTopic(READ, ModelTopics.models(), "which voices there are"),
                AccessRight.onTopic(READ, ModelTopics.artifacts(), "voices' files"),
                AccessRight.onTopic(WRITE, ModelTopics.status(), "its sign of life"),
                AccessRight.onTopic(DESCRIBE, ModelTopics.events(), "whether all topics are there"));
    }

    /** Whoever writes texts. */
    public static AccessPlan ofPublisher(List<TopologyFile> files) {
        List<AccessRight> rights = new ArrayList<>();
        texts(files).forEach(topic -> rights.add(AccessRight.onTopic(WRITE, topic, "texts")));
        return new AccessPlan("publisher", "User:publisher", rights);
    }

    /** Whoever hears what is made of them. */
    public static AccessPlan ofListener(List<TopologyFile> files) {
        List<AccessRight> rights = new ArrayList<>();
        Set<String> audio = new TreeSet<>();
        Set<String> failures = new TreeSet<>();
        for (TopologyFile file : files) {
            if (file.stages().contains(Stage.VOCODE)) {
                audio.add(file.to());
            }
            failures.add(file.failures());
        }
        audio.forEach(topic -> rights.add(AccessRight.onTopic(READ, topic, "speech")));
        failures.forEach(topic -> rights.add(AccessRight.onTopic(READ, topic, "what could not be spoken")));
        controls(files).forEach(topic -> rights.add(AccessRight.onTopic(READ, topic, "what is cancelled")));
        rights.add(AccessRight.onGroup(PLAYER_GROUPS, PREFIXED, "where it left off, as `play --group` names it"));
        return new AccessPlan("listener", "User:listener", rights);
    }

    /** Whoever stops what is under way. */
    public static AccessPlan ofCanceller(List<TopologyFile> files) {
        List<AccessRight> rights = new ArrayList<>();
        controls(files).forEach(topic -> rights.add(AccessRight.onTopic(WRITE, topic, "what is to stop")));
        texts(files)
                .forEach(topic -> rights.add(new AccessRight(
                        DESCRIBE,
                        ResourceType.TOPIC,
                        topic,
                        LITERAL,
                        false,
                        "whether a cancel lands in its text's partition")));
        return new AccessPlan("canceller", "User:canceller", rights);
    }

    /** Whoever publishes, promotes and retires voices. */
    public static AccessPlan ofModelPublisher() {
        List<AccessRight> rights = new ArrayList<>();
        rights.add(AccessRight.onTopic(READ, ModelTopics.models(), "which voices there are"));
        rights.add(AccessRight.onTopic(WRITE, ModelTopics.models(), "voices and their names"));
        rights.add(AccessRight.onTopic(READ, ModelTopics.artifacts(), "which files are there"));
        rights.add(AccessRight.onTopic(WRITE, ModelTopics.artifacts(), "voices' files"));
        rights.add(AccessRight.onTopic(WRITE, ModelTopics.events(), "who changed what"));
        rights.add(AccessRight.onTopic(READ, ModelTopics.events(), "`models history`")
                .optional());
        rights.add(AccessRight.onTopic(READ, ModelTopics.status(), "what instances have loaded"));
        rights.add(AccessRight.onTopic(WRITE, ModelTopics.status(), "the brokers' time, to know who is gone")
                .optional());
        rights.add(AccessRight.onTransactions(MODEL_TRANSACTIONS, "a release and its names at once"));
        return new AccessPlan("model publisher", "User:model-publisher", rights);
    }

    /** Who looks at what failed, for which reading is enough, and publishes it again. */
    public static AccessPlan ofReplayer(TopologyFile file) {
        List<AccessRight> rights = new ArrayList<>(ofFailureReader(file).rights());
        rights.add(AccessRight.onTopic(WRITE, file.from(), "texts once more"));
        rights.add(new AccessRight(
                WRITE, ResourceType.TRANSACTIONAL_ID, REPLAYS + file.from(), LITERAL, true, "each of them once"));
        return new AccessPlan("replayer", "User:replayer", rights);
    }

    /** Who looks at what failed. */
    public static AccessPlan ofFailureReader(TopologyFile file) {
        return new AccessPlan(
                "reader of failures",
                "User:failure-reader",
                List.of(
                        AccessRight.onTopic(READ, file.failures(), "what failed"),
                        AccessRight.onTopic(READ, file.from(), "the texts of that")));
    }

    /** Who speaks beside an application where nobody listens. */
    public static AccessPlan ofShadow(TopologyFile file) {
        String name = file.application() + "-shadow";
        List<AccessRight> rights = new ArrayList<>();
        rights.add(AccessRight.onTopic(READ, file.from(), "texts"));
        rights.add(AccessRight.onTopic(WRITE, Topics.SHADOW_AUDIO.name(), "what nobody hears yet"));
        rights.add(AccessRight.onTopic(WRITE, Topics.SHADOW_COMPARISONS.name(), "how that compares"));
        rights.addAll(ofVoices());
        rights.add(AccessRight.onGroup(name, LITERAL, "its share of the partitions"));
        rights.add(AccessRight.onTransactions(name + "-", "each comparison once"));
        return new AccessPlan("shadow of " + file.application(), "User:" + name, rights);
    }

    private static Set<String> texts(List<TopologyFile> files) {
        Set<String> texts = new TreeSet<>();
        files.stream().filter(file -> file.stages().contains(Stage.NORMALIZE)).forEach(file -> texts.add(file.from()));
        return texts;
    }

    private static Set<String> controls(List<TopologyFile> files) {
        Set<String> controls = new TreeSet<>();
        files.stream().filter(TopologyFile::controlled).forEach(file -> controls.add(file.control()));
        return controls;
    }
}
