package sori.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.graph.TinyVoice;

class VoiceCatalogTest {
    @TempDir
    private Path root;

    @Test
    void theNewestVersionIsTheHighestNumber() throws Exception {
        TinyVoice.write(root.resolve("en-a/1.9"), "en-a", "1.9", 1);
        TinyVoice.write(root.resolve("en-a/1.10"), "en-a", "1.10", 1);
        TinyVoice.write(root.resolve("en-b"), "en-b", "3", 1);
        VoiceCatalog catalog = VoiceCatalog.scan(root);
        assertThat(catalog.voices())
                .extracting(v -> v.manifest().id())
                .containsExactly("en-a@1.10", "en-a@1.9", "en-b@3");
        assertThat(catalog.newest("en-a").orElseThrow().manifest().version()).isEqualTo("1.10");
        assertThat(catalog.find("en-a", "1.9")).isPresent();
        assertThat(catalog.find("en-a", "2")).isEmpty();
        assertThat(catalog.ofLanguage("en")).extracting(v -> v.manifest().id()).containsExactly("en-a@1.10", "en-b@3");
        assertThat(catalog.ofLanguage("ko")).isEmpty();
    }

    @Test
    void aBrokenPackageIsToldAndHidesNoOther() throws Exception {
        TinyVoice.write(root.resolve("good"), "en-good", "1", 1);
        Files.createDirectories(root.resolve("bad"));
        Files.writeString(root.resolve("bad/voice.json"), "{}");
        VoiceCatalog catalog = VoiceCatalog.scan(root);
        assertThat(catalog.voices()).hasSize(1);
        assertThat(catalog.broken()).hasSize(1);
        assertThat(catalog.broken().keySet().iterator().next()).endsWith(Path.of("bad"));
    }

    @Test
    void aDirectoryThatIsNotThereHasNoVoices() throws Exception {
        assertThat(VoiceCatalog.scan(root.resolve("none")).voices()).isEmpty();
    }
}
