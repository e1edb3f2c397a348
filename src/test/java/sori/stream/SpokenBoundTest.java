package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.TextEvent;
import sori.stream.stage.FakeVoices;
import sori.text.english.EnglishNormalizer;
import sori.topology.TopologyYaml;

/** Texts within maxCharacters that would speak for longer than maxSpokenSeconds. */
class SpokenBoundTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final Pattern DETAIL = Pattern.compile(
            "the text would take about (\\d+) s to speak, the limit \\(maxSpokenSeconds\\) is (\\d+) s; .+");

    /** What is sent over and over, as SSML. */
    private static final Map<String, String> PIECES = Map.of(
            "ligatures", "\ufdfa ",
            "breaks between words", "a<break time='10s'/>",
            "digits", "7 ",
            "numbers", "123456789012 ",
            "names of emoji", "\ud83d\udc69 ",
            "characters by name", "<say-as interpret-as='characters'>\ufdfa\u33a5</say-as>",
            "aliases", "<sub alias='a very long alias indeed'>x</sub>",
            "units", "5m\u00b2/s ",
            "fractions", "\u00bd",
            "short sentences", "No. ");

    @TempDir
    private Path directory;

    private TestPipeline pipeline(String settings) {
        FakeVoices voices = new FakeVoices();
        voices.normalizers = EnglishNormalizer::new;
        String yaml = "application: a\nstages: [normalize, embed, mel, vocode]\nsettings: {" + settings + "}\n";
        return new TestPipeline(TopologyYaml.parse(yaml, "x.yaml"), voices, directory.resolve("state"));
    }

    private static void publish(TestPipeline pipeline, String id, String ssml) {
        TextEvent event = TestPipeline.event(id, ssml).setSsml(true).build();
        pipeline.publish("room", event);
        pipeline.advance(DRAIN);
    }

    @Test
    void refusesWithTheSecondsThatItWouldTakeAndSpeaksTheNext() {
        try (TestPipeline pipeline = pipeline("maxCharacters: 5000, maxSpokenSeconds: 100, emoji: named")) {
            PIECES.forEach((name, piece) -> {
                publish(pipeline, name, piece.repeat(5000 / piece.length()));
                SpeechFailure failure = pipeline.failures().get(0);
                assertThat(failure.getReason()).as(name).isEqualTo(FailureReason.TEXT_TOO_LONG);
                assertThat(failure.getUtteranceId()).isEqualTo(name);
                Matcher detail = DETAIL.matcher(failure.getDetail());
                assertThat(detail.matches()).as(failure.getDetail()).isTrue();
                assertThat(Integer.parseInt(detail.group(1))).as(name).isGreaterThan(100);
                assertThat(detail.group(2)).isEqualTo("100");
                assertThat(pipeline.audio()).as(name).isEmpty();
            });
            publish(pipeline, "good", "one");
            assertThat(pipeline.failures()).isEmpty();
            assertThat(pipeline.audio()).isNotEmpty();
        }
    }

    @ParameterizedTest(name = "{0} breaks of 10 s under a limit of {1} s")
    @CsvSource({"5, 50, false", "5, 60, true", "1, 11, true", "1, 9, false", "59, 600, true", "60, 600, false"})
    void countsThePauses(int breaks, int limit, boolean spoken) {
        try (TestPipeline pipeline = pipeline("maxSpokenSeconds: " + limit)) {
            publish(pipeline, "u", "a<break time='10s'/>".repeat(breaks));

            assertThat(pipeline.failures()).hasSize(spoken ? 0 : 1);
        }
    }

    /** Pauses that no word parts are one, as long as the longest. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 400})
    void speaksManyBreaksInARow(int breaks) {
        try (TestPipeline pipeline = pipeline("maxSpokenSeconds: 20")) {
            publish(pipeline, "u", "a" + "<break time='10s'/>".repeat(breaks) + "a");

            assertThat(pipeline.failures()).isEmpty();
        }
    }

    @Test
    void speaksAnOrdinaryTextOfTenThousandCharactersByDefault() {
        try (TestPipeline pipeline = pipeline("")) {
            String sentence = "The quick brown fox jumps over the lazy dog, and then goes home to its children. ";
            publish(pipeline, "u", sentence.repeat(10_000 / sentence.length()));

            assertThat(pipeline.failures()).isEmpty();
        }
    }
}
