package sori.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.audio.Pcm;
import sori.audio.Wav;
import sori.broker.EmbeddedBroker;
import sori.client.SpeechPublisher;
import sori.client.SpeechReader;
import sori.client.SpeechReader.Heard;
import sori.client.SpokenUtterance;
import sori.cluster.TopicPlan;
import sori.cluster.TopicSettings;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.kafka.Topics;
import sori.kafka.UtteranceName;
import sori.schema.TextEvent;
import sori.stream.SpeechApplication;
import sori.synthesis.CatalogVoices;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** The publisher and the player of every language that has a client, against one broker and one application. */
@Timeout(300)
class ClientsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LINES = "One two.\nHello world, 안녕.\n";
    private static final String LONG = "one two three four five six seven eight nine ten. ".repeat(120);

    @TempDir
    private static Path directory;

    private static @Nullable EmbeddedBroker broker;
    private static KafkaAccess kafka;
    private static CatalogVoices voices;
    private static SpeechApplication application;
    private static final Map<Language, Process> PLAYERS = new EnumMap<>(Language.class);
    private static final Map<UtteranceName, SpokenUtterance> SPOKEN = new HashMap<>();

    @BeforeAll
    static void speak() throws Exception {
        EmbeddedBroker own =
                EmbeddedBroker.start(directory.resolve("broker")); // the examples know the usual topics only
        broker = own;
        kafka = KafkaAccess.of(own.bootstrap());
        TinyVoice.write(directory.resolve("models/en-tiny"), "en-tiny", "1", 1);
        voices = new CatalogVoices(VoiceCatalog.scan(directory.resolve("models")), VoiceOptions.DEFAULT);
        TopologyFile file = usual();
        try (Admin admin = kafka.admin()) {
            TopicPlan.of(TopicSettings.DEFAULT.withPartitions(3), List.of(file)).create(admin);
        }
        for (Language language : Language.values()) {
            if (language.isThere()) {
                PLAYERS.put(language, player(language));
            }
        }
        application = new SpeechApplication(file, voices, kafka, directory.resolve("state"));
        application.start();
        application.ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        PLAYERS.keySet().forEach(language -> awaitSaid(language, "listening"));
    }

    /** The examples know the usual topics only. */
    private static TopologyFile usual() {
        return TopologyFile.SPEECH.toBuilder()
                .control(Topics.CONTROL.name())
                .threads(1)
                .build();
    }

    private static Process player(Language language) throws IOException {
        List<String> command = new ArrayList<>(language.command("play"));
        command.addAll(List.of(kafka.bootstrap(), folder(language).toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output(language).toFile())
                .start();
    }

    @AfterAll
    static void end() {
        PLAYERS.values().forEach(Process::destroy);
        if (application != null) {
            application.close();
        }
        if (voices != null) {
            voices.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static Path folder(Language language) {
        return directory.resolve(language + "-heard");
    }

    private static Path output(Language language) {
        return directory.resolve(language + ".txt");
    }

    private static void awaitSaid(Language language, String what) {
        await().atMost(PATIENCE)
                .alias(language + " says " + what)
                .until(() -> Files.readString(output(language)).contains(what));
    }

    @ParameterizedTest
    @EnumSource
    void whatItPublishesEveryLanguageHears(Language language) throws Exception {
        language.require();
        String key = "방-" + language;
        try (SpeechReader reader = SpeechReader.fromNow(kafka)) {
            Path lines = Files.writeString(directory.resolve("lines.txt"), LINES + "\n");
            List<UtteranceName> published =
                    Language.published(language.run(lines, "publish", kafka.bootstrap(), key), key);
            Map<UtteranceName, SpokenUtterance> heard = hear(reader, 2);
            assertThat(heard).containsOnlyKeys(published.get(0), published.get(1));
            SPOKEN.putAll(heard); // what came earlier is still there
            for (Language player : PLAYERS.keySet()) {
                for (Map.Entry<UtteranceName, SpokenUtterance> each : SPOKEN.entrySet()) {
                    wrote(player, each.getKey(), each.getValue());
                }
                awaitSaid(player, "failed: "); // the empty line
            }
        }
    }

    private static void wrote(Language player, UtteranceName name, SpokenUtterance spoken) throws IOException {
        awaitSaid(player, name.fileName() + ": ");
        Wav wav = Wav.read(folder(player).resolve(name.fileName() + ".wav"));
        assertThat(Pcm.encode(wav.samples())).isEqualTo(spoken.pcm());
        assertThat(wav.sampleRateHz()).isEqualTo(spoken.sampleRateHz());
    }

    @ParameterizedTest
    @EnumSource
    void whatItCancelsNoLanguageGoesOnWith(Language language) throws Exception {
        language.require();
        String key = "call-" + language;
        try (SpeechReader reader = SpeechReader.fromNow(kafka);
                SpeechPublisher publisher = new SpeechPublisher(kafka)) {
            TextEvent event = TextEvent.newBuilder()
                    .setUtteranceId("long")
                    .setText(LONG)
                    .setOptions(Map.of("aheadMs", "500")) // as if somebody listened: it would take minutes
                    .build();
            publisher.publish(event, Optional.of(key)).join();
            await().atMost(PATIENCE)
                    .until(() -> reader.poll(Duration.ofMillis(100)).stream().anyMatch(Heard.Chunk.class::isInstance));
            language.run(Path.of("/dev/null"), "publish", kafka.bootstrap(), key, "--cancel");
            String name = UtteranceName.of(key, "long").fileName();
            for (Language player : PLAYERS.keySet()) {
                awaitSaid(player, name + ": ");
                assertThat(Files.readAllLines(output(player)))
                        .filteredOn(line -> line.startsWith(name + ": "))
                        .singleElement()
                        .asString()
                        .contains("CANCELLED");
                assertThat(folder(player).resolve(name + ".wav")).exists();
            }
        }
    }

    private static Map<UtteranceName, SpokenUtterance> hear(SpeechReader reader, int count) {
        Map<UtteranceName, SpokenUtterance> heard = new HashMap<>();
        await().atMost(PATIENCE).until(() -> {
            for (Heard each : reader.poll(Duration.ofMillis(100))) {
                if (each instanceof Heard.Utterance whole) {
                    heard.put(whole.name(), whole.utterance());
                }
            }
            return heard.size() >= count;
        });
        return heard;
    }
}
