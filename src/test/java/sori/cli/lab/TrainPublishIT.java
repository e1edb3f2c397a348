package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.broker.EmbeddedBroker;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.kafka.KafkaAccess;
import sori.mel.MelFormat;
import sori.registry.ModelId;
import sori.registry.ModelLog;
import sori.registry.Release;

/** Training that ends in the registry: one step of it, which is no voice yet, and says so in its figures. */
@Timeout(300)
class TrainPublishIT {
    @TempDir
    private Path folder;

    @Test
    void whatWasTrainedIsMeasuredAndPublished() throws Exception {
        writeCorpus(folder.resolve("corpus"));
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
                    .containsPattern("characters=\\{[^}]*sentences=1[^}]*stopped=")
                    .containsPattern("lexicon=\\{[^}]*sentences=1[^}]*stopped=");
            assertThat(release.manifest().provenance()).containsEntry("steps", 1);
        }
    }

    /** Ten sentences to train on, and one for each of the other lists. */
    private static void writeCorpus(Path directory) throws Exception {
        List<String> words = List.of("bee", "see", "two", "go", "day");
        Map<Corpus.Split, Integer> wanted =
                new HashMap<>(Map.of(Corpus.Split.TRAIN, 10, Corpus.Split.VALIDATION, 1, Corpus.Split.TEST, 1));
        Random random = new Random(1);
        StringBuilder metadata = new StringBuilder();
        Files.createDirectories(directory);
        try (FeatureStore store = FeatureStore.open(directory.resolve("features"), MelFormat.DEFAULT)) {
            for (int id = 0; wanted.values().stream().anyMatch(count -> count > 0); id++) {
                String text = IntStream.range(0, 5)
                        .mapToObj(i -> words.get(random.nextInt(words.size())))
                        .collect(Collectors.joining(" ", "", "."));
                if (wanted.merge(Corpus.Split.of(text), -1, Integer::sum) >= 0) {
                    metadata.append("u" + id + "|" + text + "|" + text + "\n");
                    store.add("u" + id, mel(random), 0);
                }
            }
        }
        Files.writeString(directory.resolve(Corpus.METADATA), metadata);
    }

    private static float[] mel(Random random) {
        float[] mel = new float[60 * MelFormat.DEFAULT.mels()];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (-5 + random.nextGaussian());
        }
        return mel;
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
