package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.kafka.TopicReader;
import sori.kafka.Topics;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;
import sori.stream.SpeechApplication;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.topology.GroupProtocol;
import sori.topology.TopologyFile;

/** On a broker that asks for rights, the planned ones are enough, and each that is taken away is named. */
class AccessIT {
    private static final TopologyFile CLASSIC = TopologyFile.SPEECH.withControl();
    private static final TopologyFile STREAMS = CLASSIC.toBuilder()
            .application("sori-kip")
            .from("kip.text")
            .to("kip.audio")
            .failures("kip.failures")
            .control("kip.control")
            .groupProtocol(GroupProtocol.STREAMS)
            .build();

    /** All but the applications. */
    private static final List<AccessPlan> OTHERS = others();

    @TempDir
    private static Path folder;

    private static AuthorizedCluster cluster;
    private static int runs;

    private static List<AccessPlan> others() {
        List<AccessPlan> others = new ArrayList<>(AccessPlan.of(List.of(CLASSIC, STREAMS)));
        others.removeIf(plan -> plan.who().startsWith("application"));
        others.removeIf(plan -> plan.who().equals("replayer")); // one for each file, of one name
        others.add(AccessPlan.ofReplayer(CLASSIC));
        others.add(AccessPlan.ofFailureReader(CLASSIC));
        others.add(AccessPlan.ofShadow(CLASSIC));
        return others;
    }

    private static List<TopologyFile> files() {
        return List.of(CLASSIC, STREAMS);
    }

    @BeforeAll
    static void startBroker() throws Exception {
        List<AccessPlan> plans = new ArrayList<>(OTHERS);
        files().forEach(file -> plans.add(AccessPlan.ofApplication(file)));
        cluster = AuthorizedCluster.start(folder.resolve("cluster"), plans);
        TopicSettings settings = TopicSettings.DEFAULT.withPartitions(1);
        TopicPlan.of(settings, files()).and(TopicPlan.ofShadow(settings)).create(cluster.admin());
    }

    @AfterAll
    static void stopBroker() {
        cluster.close();
    }

    /** Brokers learn of rights within milliseconds. */
    private static void soon(ThrowingRunnable assertion) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).untilAsserted(assertion);
    }

    private static AccessPlan plan(String who) {
        return OTHERS.stream()
                .filter(plan -> plan.who().equals(who))
                .findFirst()
                .orElseThrow();
    }

    private static KafkaAccess access(TopologyFile file) {
        return cluster.access(AccessPlan.ofApplication(file));
    }

    private static SpeechApplication application(TopologyFile file) {
        return new SpeechApplication(file, new FakeVoices(), access(file), folder.resolve("state" + runs++));
    }

    @ParameterizedTest
    @MethodSource("files")
    void thePlannedRightsAreEnoughToSpeakToListenAndToCancel(TopologyFile file) throws Exception {
        ClusterCheck.beforeTopicsAreMade(file, access(file));
        try (Admin own = access(file).admin()) {
            assertThat(TopicPlan.of(TopicSettings.DEFAULT, List.of(file)).create(own))
                    .isEmpty();
        }
        try (SpeechApplication application = application(file);
                SpeechPublisher publisher =
                        new SpeechPublisher(cluster.access(plan("publisher")), Topics.TEXT.named(file.from()));
                SpeechPublisher canceller = new SpeechPublisher(cluster.access(plan("canceller")))) {
            application.start();
            application.ready().get(60, TimeUnit.SECONDS);
            canceller.cancel("other", Optional.empty(), "test").join();
            publisher
                    .publish(TestPipeline.event("u1", "one").build(), Optional.of("room"))
                    .join();
            if (file == CLASSIC) {
                hear();
            } else {
                hear(file);
            }
            assertThat(application.state().isRunningOrRebalancing()).isTrue();
        }
    }

    private static void hear() {
        try (SpeechReader reader = SpeechReader.inGroup(cluster.access(plan("listener")), "sori-play")) {
            List<SpeechStatus> heard = new ArrayList<>();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                for (Heard each : reader.poll(Duration.ofMillis(100))) {
                    if (each instanceof Heard.Utterance spoken) {
                        heard.add(spoken.utterance().status());
                    }
                }
                return !heard.isEmpty();
            });
            reader.commit(Set.of());
            assertThat(heard).containsExactly(SpeechStatus.OK);
        }
    }

    private static void hear(TopologyFile file) {
        try (TopicReader<AudioChunk> reader = TopicReader.inGroup(
                cluster.access(plan("listener")), Topics.AUDIO.named(file.to()), "sori-play-others")) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> reader.poll(Duration.ofMillis(100)).stream().anyMatch(AudioChunk::getLast));
        }
    }

    /** Without what goes without. */
    @Test
    void whatIsNeededIsEnoughForTheOthersToWork() throws Exception {
        for (AccessPlan plan : OTHERS) {
            cluster.takeAll(plan, right -> !right.needed());
        }
        KafkaAccess models = cluster.access(plan("model publisher"));
        Path place = folder.resolve("others");
        OthersAtWork.publishVoices(models, place);
        OthersAtWork.shadow(
                CLASSIC, cluster.access(AccessPlan.ofShadow(CLASSIC)), cluster.access(plan("publisher")), place);
        OthersAtWork.replay(
                CLASSIC,
                cluster.master(),
                cluster.access(plan("reader of failures")),
                cluster.access(plan("replayer")));
        OthersAtWork.dropShadowAndRetire(models);
        for (AccessPlan plan : OTHERS) {
            cluster.grantAll(plan, right -> !right.needed());
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachRightOfAnApplicationThatIsMissingIsNamedBeforeItStarts(TopologyFile file) throws Exception {
        AccessPlan plan = AccessPlan.ofApplication(file);
        int taken = 0;
        for (AccessRight right : plan.rights()) {
            // Topics are asked about alike, whatever the group's protocol is.
            if (right.needed() && (file == CLASSIC || right.type() != ResourceType.TOPIC)) {
                taken++;
                cluster.take(plan, right);
                soon(() -> assertThat(catchThrowable(() -> ClusterCheck.beforeTopicsAreMade(file, access(file))))
                        .isInstanceOf(Refusal.class)
                        .hasMessageContaining("allow " + right.title() + " ("));
                cluster.grant(plan, right);
            }
        }
        assertThat(taken).isEqualTo(file == CLASSIC ? 20 : 2);
        await().untilAsserted(() -> assertThatCode(() -> ClusterCheck.beforeTopicsAreMade(file, access(file)))
                .doesNotThrowAnyException());
    }

    @Test
    void eachRightOfTheOthersThatIsMissingIsNamed() throws Exception {
        assertThat(OTHERS)
                .extracting(AccessPlan::who)
                .containsExactlyInAnyOrder(
                        "publisher",
                        "listener",
                        "canceller",
                        "model publisher",
                        "replayer",
                        "reader of failures",
                        "shadow of sori-speech");
        for (AccessPlan plan : OTHERS) {
            soon(() -> assertThatCode(() -> ClusterCheck.refuseWithout(plan, cluster.access(plan)))
                    .doesNotThrowAnyException());
            for (AccessRight right : plan.rights()) {
                if (right.needed()) {
                    cluster.take(plan, right);
                    soon(() -> assertThat(catchThrowable(() -> ClusterCheck.refuseWithout(plan, cluster.access(plan))))
                            .isInstanceOf(Refusal.class)
                            .hasMessageContaining("a " + plan.who() + " needs: allow " + right.title() + " ("));
                    cluster.grant(plan, right);
                }
            }
        }
    }

    @Test
    void whatTheClusterTellsOnlyWhenItIsTriedIsNamedToo() throws Exception {
        AccessPlan plan = AccessPlan.ofApplication(CLASSIC);
        AccessRight right = plan.rights().stream()
                .filter(each -> each.type() == ResourceType.TRANSACTIONAL_ID)
                .findFirst()
                .orElseThrow();
        cluster.take(plan, right);
        cluster.grant(plan, right, AclOperation.DESCRIBE); // may ask, and not write
        try (SpeechApplication application = application(CLASSIC)) {
            await().ignoreExceptions().untilAsserted(application::start);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> application.ended().isDone());
            assertThat(catchThrowable(() -> application.ended().join()))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("allow WRITE on transactional ids that begin with sori-speech-");
        } finally {
            cluster.take(plan, right, AclOperation.DESCRIBE);
            cluster.grant(plan, right);
        }
    }

    @Test
    void aRightThatIsTakenAwayWhileItSpeaksIsNamed() throws Exception {
        AccessPlan plan = AccessPlan.ofApplication(CLASSIC);
        AccessRight right = plan.rights().stream()
                .filter(each -> each.title().equals("READ on topic " + CLASSIC.from()))
                .findFirst()
                .orElseThrow();
        try (SpeechApplication application = application(CLASSIC)) {
            application.start();
            application.ready().get(60, TimeUnit.SECONDS);
            cluster.take(plan, right);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> application.ended().isDone());
            assertThat(catchThrowable(() -> application.ended().join())).hasMessageContaining("allow " + right.title());
        } finally {
            cluster.grant(plan, right);
        }
    }

    /** A line for each thing that nobody can look at, and no more. */
    @ParameterizedTest
    @MethodSource("files")
    void whatGoesWithoutIsALine(TopologyFile file) throws Exception {
        AccessPlan plan = AccessPlan.ofApplication(file);
        cluster.takeAll(plan, right -> !right.needed());
        try {
            await().untilAsserted(() -> assertThat(
                            ClusterCheck.beforeTheStart(file, access(file)).remarks())
                    .anySatisfy(line -> assertThat(line)
                            .contains("may not read the settings of topic", file.to(), "(DESCRIBE_CONFIGS)"))
                    .noneMatch(line -> line.contains("null"))
                    .filteredOn(line -> line.contains("(DESCRIBE_CONFIGS on the group)"))
                    .hasSize(file == STREAMS ? 1 : 0));
        } finally {
            cluster.grantAll(plan, right -> !right.needed());
        }
    }
}
