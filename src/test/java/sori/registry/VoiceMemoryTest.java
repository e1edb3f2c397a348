package sori.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.AcousticRequest;
import sori.graph.TinyVoice;
import sori.kafka.KafkaAccess;
import sori.registry.trial.VoiceOpener;
import sori.schema.ModelArtifact;
import sori.schema.ModelRelease;
import sori.voice.Voice;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** Real voices, swapped again and again: each is fetched, loaded, tried, and closed. */
class VoiceMemoryTest {
    private static final int SWAPS = 50;

    @TempDir
    private Path folder;

    private static Release release(VoicePackage files, long offset) throws IOException {
        List<ModelArtifact> artifacts = files.manifest().files().entrySet().stream()
                .map(entry -> new ModelArtifact(
                        entry.getKey(),
                        entry.getValue().sha256(),
                        entry.getValue().bytes()))
                .toList();
        String manifest = Files.readString(files.directory().resolve(VoicePackage.MANIFEST));
        return Release.of(
                new ModelRelease(
                        files.manifest().name(),
                        files.manifest().version(),
                        manifest,
                        artifacts,
                        1 << 19,
                        0L,
                        Instant.ofEpochMilli(1),
                        "me",
                        null),
                offset);
    }

    private static Registry registry(Release stable) {
        Alias alias = new Alias(Alias.STABLE, stable.id().version(), OptionalInt.empty());
        return new Registry(
                Map.of(stable.id(), stable),
                Map.of("en-tiny", new Aliases("en-tiny", List.of(alias), List.of())),
                Map.of(),
                Map.of(),
                0);
    }

    @Test
    void memoryReturnsToItsLevelAfterFiftySwaps() throws Exception {
        List<VoicePackage> packages = new ArrayList<>();
        for (int i = 0; i <= SWAPS; i++) {
            String version = String.valueOf(i + 1);
            packages.add(TinyVoice.write(folder.resolve(version), "en-tiny", version, i));
        }
        VoiceStore store = new VoiceStore(
                folder.resolve("unused"), new VoiceCatalog(packages, Map.of()), KafkaAccess.of("nowhere:1"));
        VoiceOpener opener = new VoiceOpener(store, VoiceOptions.DEFAULT, EnumSet.allOf(Part.class), Optional.empty());
        List<Voice> opened = new ArrayList<>();
        long level = 0;
        try (LoadedVoices<Voice> loaded = new LoadedVoices<>(
                release -> {
                    Voice voice = opener.open(release);
                    opened.add(voice);
                    return voice;
                },
                Duration.ZERO)) {
            for (int swap = 0; swap <= SWAPS; swap++) {
                loaded.follow(registry(release(packages.get(swap), swap)));
                while (loaded.work(Duration.ZERO)) {}
                assertThat(loaded.count()).isEqualTo(1);
                if (swap == 10) {
                    System.gc();
                    level = StatusTeller.residentBytes();
                }
            }
            System.gc();
            long grown = StatusTeller.residentBytes() - level;
            assertThat(opened).hasSize(SWAPS + 1);
            AcousticRequest request = new AcousticRequest(new int[] {1}, 1);
            for (Voice gone : opened.subList(0, SWAPS)) {
                assertThatThrownBy(() -> gone.engine().submit(request)).hasMessageContaining("closed");
            }
            assertThat(grown).as("bytes of memory that 40 swaps left behind").isLessThan(100L << 20);
        }
    }
}
