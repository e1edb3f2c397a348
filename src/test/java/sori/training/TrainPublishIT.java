package sori.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.broker.EmbeddedBroker;
import sori.kafka.KafkaAccess;
import sori.registry.ModelId;
import sori.registry.ModelLog;
import sori.registry.Release;
import sori.stream.TopicPlan;
import sori.stream.TopicSettings;

/** Training that ends in the registry: one step of it, which is no voice yet, and says so in its figures. */
@Timeout(300)
class TrainPublishIT {
    @TempDir
    private Path folder;

    @Test
    void whatWasTrainedIsMeasuredAndPublished() throws Exception {
        Files.createDirectories(folder.resolve("corpus"));
        new SmallCorpus(folder.resolve("corpus"), 60).store.close();
        Path dictionary = Files.writeString(folder.resolve("dictionary"), "(\"go\" nil (((g ow) 1)))\n");
        Path license = Files.writeString(folder.resolve("license"), "CC0-1.0\n");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("cluster"))) {
            KafkaAccess kafka = KafkaAccess.of(broker.bootstrap());
            try (Admin admin = kafka.admin()) {
                TopicPlan.ofModels(TopicSettings.DEFAULT).create(admin);
            }
            String[] arguments = {
                "--corpus=" + folder.resolve("corpus"),
                "--features=" + folder.resolve("corpus/features"),
                "--run=" + folder.resolve("run"),
                "--steps=1",
                "--batch=2",
                "--threads=1",
                "--publish",
                "--promote-if-better",
                "--sentences=1",
                "--name=en-lab",
                "--dictionary=" + dictionary,
                "--license=" + license,
                "--bootstrap=" + broker.bootstrap()
            };
            assertThat(new CommandLine(new TrainCommand()).execute(arguments)).isZero();

            Release release =
                    ModelLog.read(kafka).find(ModelId.parse("en-lab@1")).orElseThrow();
            assertThat(release.manifest().figures().get("test"))
                    .asString()
                    .contains("characters={sentences=1, stopped=")
                    .contains("lexicon={sentences=1, stopped=");
            assertThat(release.manifest().provenance()).containsEntry("steps", 1);
        }
    }

    @Test
    void aMissingClusterIsToldBeforeTheWork() {
        assertThat(new CommandLine(new TrainCommand())
                        .setExecutionExceptionHandler((e, line, result) -> {
                            assertThat(e).hasMessageContaining("--publish needs --bootstrap HOST:PORT");
                            return 7;
                        })
                        .execute("--run=" + folder, "--publish"))
                .isEqualTo(7);
    }
}
