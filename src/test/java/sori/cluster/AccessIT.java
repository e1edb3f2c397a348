package sori.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.config.Refusal;
import sori.kafka.KafkaAccess;
import sori.schema.SpeechStatus;
import sori.stream.SpeechApplication;
import sori.stream.TestPipeline;
import sori.stream.stage.FakeVoices;
import sori.topology.TopologyFile;

/** On a broker that asks for rights, the planned ones are enough, and each that is taken away is named. */
class AccessIT {
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";
    private static final TopologyFile FILE = TopologyFile.SPEECH.withControl();
    private static final List<AccessPlan> PLANS = AccessPlan.of(List.of(FILE));

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() throws Exception {
        StringBuilder users = new StringBuilder("username=broker password=b user_broker=b");
        PLANS.forEach(plan -> users.append(" \"user_").append(user(plan)).append("\"=s"));
        broker = EmbeddedBroker.start(
                folder.resolve("cluster"),
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
                        "User:broker;User:ANONYMOUS"));
        admin = access("broker", "b").admin();
        TopicPlan.of(TopicSettings.DEFAULT.withPartitions(1), List.of(FILE)).create(admin);
        for (AccessPlan plan : PLANS) {
            for (AccessRight right : plan.rights()) {
                grant(plan, right);
            }
        }
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    private static String user(AccessPlan plan) {
        return plan.principal().substring("User:".length());
    }

    private static AccessPlan plan(String who) {
        return PLANS.stream()
                .filter(plan -> plan.who().startsWith(who))
                .findFirst()
                .orElseThrow();
    }

    private static KafkaAccess access(String user, String password) {
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

    private static KafkaAccess access(AccessPlan plan) {
        return access(user(plan), "s");
    }

    private static AclBinding binding(AccessPlan plan, AccessRight right) {
        return new AclBinding(
                new ResourcePattern(right.type(), right.name(), right.pattern()),
                new AccessControlEntry(plan.principal(), "*", right.operation(), AclPermissionType.ALLOW));
    }

    private static void grant(AccessPlan plan, AccessRight right) throws Exception {
        admin.createAcls(List.of(binding(plan, right))).all().get();
    }

    private static void take(AccessPlan plan, AccessRight right) throws Exception {
        admin.deleteAcls(List.of(binding(plan, right).toFilter())).all().get();
    }

    private SpeechApplication application(int run) {
        return new SpeechApplication(
                FILE, new FakeVoices(), access(plan("application")), folder.resolve("state" + run));
    }

    @Test
    void thePlannedRightsAreEnoughToSpeakToListenAndToCancel() throws Exception {
        KafkaAccess listening = access(plan("listener"));
        ClusterCheck.beforeTopicsAreMade(FILE, access(plan("application")));
        try (Admin own = access(plan("application")).admin()) {
            assertThat(TopicPlan.of(TopicSettings.DEFAULT, List.of(FILE)).create(own))
                    .isEmpty();
        }
        for (String who : List.of("publisher", "listener", "canceller", "model publisher")) {
            ClusterCheck.refuseWithout(plan(who), access(plan(who)));
        }
        try (SpeechReader reader = SpeechReader.inGroup(listening, "sori-play");
                SpeechApplication application = application(0);
                SpeechPublisher publisher = new SpeechPublisher(access(plan("publisher")));
                SpeechPublisher canceller = new SpeechPublisher(access(plan("canceller")))) {
            application.start();
            application.ready().get(60, TimeUnit.SECONDS);
            canceller.cancel("other", Optional.empty(), "test").join();
            publisher
                    .publish(TestPipeline.event("u1", "one").build(), Optional.of("room"))
                    .join();
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
            assertThat(application.state().isRunningOrRebalancing()).isTrue();
        }
    }

    @Test
    void eachRightOfAnApplicationThatIsMissingIsNamedBeforeItStarts() throws Exception {
        AccessPlan plan = plan("application");
        int taken = 0;
        for (AccessRight right : plan.rights()) {
            boolean toldByTheCluster = right.needed() && right.type() != ResourceType.TRANSACTIONAL_ID;
            if (toldByTheCluster) {
                taken++;
                take(plan, right);
                await().untilAsserted(() -> assertThat(
                                catchThrowable(() -> ClusterCheck.beforeTopicsAreMade(FILE, access(plan))))
                        .isInstanceOf(Refusal.class)
                        .hasMessageContaining("allow " + right.title() + " ("));
                grant(plan, right);
            }
        }
        assertThat(taken).isEqualTo(19);
        await().untilAsserted(() -> assertThatCode(() -> ClusterCheck.beforeTopicsAreMade(FILE, access(plan)))
                .doesNotThrowAnyException());
    }

    @Test
    void eachRightOfTheOthersThatIsMissingIsNamed() throws Exception {
        for (String who : List.of("publisher", "listener", "canceller", "model publisher")) {
            AccessPlan plan = plan(who);
            for (AccessRight right : plan.rights()) {
                if (right.needed() && right.type() != ResourceType.TRANSACTIONAL_ID) {
                    take(plan, right);
                    await().untilAsserted(() -> assertThat(
                                    catchThrowable(() -> ClusterCheck.refuseWithout(plan, access(plan))))
                            .isInstanceOf(Refusal.class)
                            .hasMessageContaining("a " + who + " needs: allow " + right.title() + " ("));
                    grant(plan, right);
                }
            }
        }
    }

    @Test
    void whatTheClusterTellsOnlyWhenItIsTriedIsNamedToo() throws Exception {
        AccessPlan plan = plan("application");
        AccessRight right = plan.rights().stream()
                .filter(each -> each.type() == ResourceType.TRANSACTIONAL_ID)
                .findFirst()
                .orElseThrow();
        take(plan, right);
        try (SpeechApplication application = application(1)) {
            application.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> application.ended().isDone());
            assertThat(catchThrowable(() -> application.ended().join()))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("allow WRITE on transactional ids that begin with sori-speech-");
        } finally {
            grant(plan, right);
        }
    }

    @Test
    void aRightThatIsTakenAwayWhileItSpeaksIsNamed() throws Exception {
        AccessPlan plan = plan("application");
        AccessRight right = plan.rights().stream()
                .filter(each -> each.title().equals("READ on topic " + FILE.from()))
                .findFirst()
                .orElseThrow();
        try (SpeechApplication application = application(2)) {
            application.start();
            application.ready().get(60, TimeUnit.SECONDS);
            take(plan, right);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> application.ended().isDone());
            assertThat(catchThrowable(() -> application.ended().join())).hasMessageContaining("allow " + right.title());
        } finally {
            grant(plan, right);
        }
    }

    @Test
    void settingsThatMayNotBeReadAreALine() throws Exception {
        AccessPlan plan = plan("application");
        AccessRight right = AccessRight.toSeeSettings(FILE.to());
        take(plan, right);
        try {
            await().untilAsserted(() -> assertThat(
                            ClusterCheck.beforeTheStart(FILE, access(plan)).remarks())
                    .singleElement()
                    .asString()
                    .contains("may not read the settings of topic speech.audio (DESCRIBE_CONFIGS)"));
        } finally {
            grant(plan, right);
        }
    }
}
