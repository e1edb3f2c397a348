package sori.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import sori.broker.EmbeddedBroker;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.voice.VoiceCatalog;
import sori.voice.VoicePackage;

/** A real broker with the registry's topics, for the tests of one class. */
abstract class WithRegistry {
    static final RolloutOptions CALM = new RolloutOptions(Duration.ofSeconds(60), false, "because", line -> {});

    @TempDir
    private static Path brokerFolder;

    private static EmbeddedBroker broker;
    static KafkaAccess kafka;

    @TempDir
    Path folder;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(brokerFolder);
        kafka = KafkaAccess.of(broker.bootstrap());
        try (Admin admin = kafka.admin()) {
            TopicPlan.ofModels(TopicSettings.DEFAULT).create(admin);
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    VoicePackage voice(String name, String version, long seed) throws IOException {
        return TinyVoice.write(folder.resolve(name + version + "-" + seed), name, version, seed);
    }

    static ModelPublisher publisher() {
        return new ModelPublisher(kafka, "tester");
    }

    static void publish(VoicePackage files) throws IOException {
        publisher().publish(files, Optional.empty(), "");
    }

    static AliasMover mover() {
        return new AliasMover(kafka, "tester");
    }

    static Alias stable(String version) {
        return new Alias(Alias.STABLE, version, OptionalInt.empty());
    }

    VoiceStore store(String name) {
        return new VoiceStore(folder.resolve(name), new VoiceCatalog(List.of(), Map.of()), kafka);
    }

    static Release release(String id) throws IOException {
        return ModelLog.read(kafka).find(ModelId.parse(id)).orElseThrow();
    }
}
