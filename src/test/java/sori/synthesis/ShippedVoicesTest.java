package sori.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sori.audio.Wav;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** The voices that come along: which of them speaks when nobody names one, and what belongs to each. */
class ShippedVoicesTest {
    private static final Path MODELS = Path.of("models");
    private static final long ONE_VOICE_BYTES = 25_000_000;
    private static final long ENGLISH_BYTES = 45_000_000;
    private static final long KOREAN_BYTES = 12_000_000;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)");

    static List<VoicePackage> voices() throws IOException {
        VoiceCatalog catalog = VoiceCatalog.scan(MODELS);
        assertThat(catalog.broken()).isEmpty();
        return catalog.voices();
    }

    @Test
    void englishIsSpokenByKathleenUnlessATextNamesAnother() throws IOException {
        try (CatalogVoices voices = new CatalogVoices(VoiceCatalog.scan(MODELS), VoiceOptions.DEFAULT)) {
            for (String language : List.of("en", "en-US", "en-GB")) {
                assertThat(chosen(voices, language, Optional.empty())).isEqualTo("en-kathleen");
                assertThat(chosen(voices, language, Optional.of("en-slt"))).isEqualTo("en-slt");
            }
        }
    }

    @Test
    void koreanIsSpokenByItself() throws IOException {
        try (CatalogVoices voices = new CatalogVoices(VoiceCatalog.scan(MODELS), VoiceOptions.DEFAULT)) {
            for (String language : List.of("ko", "ko-KR")) {
                assertThat(chosen(voices, language, Optional.empty())).isEqualTo("ko-demo");
            }
        }
    }

    private static String chosen(Voices voices, String language, Optional<String> name) {
        Voices.Choice choice = voices.choose(language, name, Optional.empty(), new byte[0]);
        assertThat(choice).isInstanceOf(Voices.Choice.Chosen.class);
        return ((Voices.Choice.Chosen) choice).voice();
    }

    @ParameterizedTest
    @MethodSource("voices")
    void eachIsWholeAndHasItsLicence(VoicePackage voice) throws IOException {
        voice.verify();
        assertThat(voice.manifest().files()).containsKey(VoicePackage.LICENSE);
        assertThat(voice.directory().getFileName()).hasToString(voice.manifest().name());
    }

    @ParameterizedTest
    @MethodSource("voices")
    void whatItsReadmeShowsIsThere(VoicePackage voice) throws IOException {
        Matcher link = LINK.matcher(Files.readString(voice.directory().resolve("README.md")));
        int samples = 0;
        while (link.find()) {
            String target = link.group(1);
            if (target.contains("://")) {
                continue;
            }
            Path file = voice.directory().resolve(target);
            assertThat(file).exists();
            if (target.endsWith(".wav")) {
                assertThat(Wav.read(file).seconds()).isGreaterThan(1);
                samples++;
            }
        }
        assertThat(samples).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theyAreSmall() throws IOException {
        Map<String, Long> all = new HashMap<>();
        for (VoicePackage voice : voices()) {
            long bytes = bytes(voice.directory());
            assertThat(bytes).as(voice.manifest().id()).isLessThanOrEqualTo(ONE_VOICE_BYTES);
            all.merge(voice.manifest().language(), bytes, Long::sum);
        }
        assertThat(all).containsOnlyKeys("en", "ko");
        assertThat(all.get("en")).isLessThanOrEqualTo(ENGLISH_BYTES);
        assertThat(all.get("ko")).isLessThanOrEqualTo(KOREAN_BYTES);
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}
