package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.client.SpokenUtterance;
import sori.client.UtteranceAssembler;
import sori.graph.BrokenVoice;
import sori.graph.TinyVoice;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.synthesis.CatalogVoices;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** A real engine whose voice gets no further in its text. */
class LostPlaceTest {
    private static final String TEXT = "hello world, and the text goes on";

    @TempDir
    private Path directory;

    @Test
    void anUtteranceEndsWithTheReasonAndTheNextIsSpoken() throws Exception {
        BrokenVoice.stuck(directory.resolve("voices/stuck"), "en-stuck", "1");
        TinyVoice.write(directory.resolve("voices/sound"), "en-tiny", "1", 1);
        VoiceCatalog catalog = VoiceCatalog.scan(directory.resolve("voices"));
        try (CatalogVoices voices = new CatalogVoices(catalog, VoiceOptions.DEFAULT);
                TestPipeline pipeline = new TestPipeline(TopologyFile.SPEECH, voices, directory.resolve("state"))) {
            pipeline.publish(
                    "room", TestPipeline.event("u1", TEXT).setVoice("en-stuck").build());
            pipeline.publish(
                    "room", TestPipeline.event("u2", TEXT).setVoice("en-tiny").build());
            List<SpokenUtterance> heard = heard(pipeline, 2);
            assertThat(heard.get(0).status()).isEqualTo(SpeechStatus.FAILED);
            assertThat(heard.get(0).seconds()).isLessThan(2.5);
            assertThat(heard.get(1).utteranceId()).isEqualTo("u2");
            assertThat(heard.get(1).status()).isEqualTo(SpeechStatus.OK);
            List<SpeechFailure> failures = pipeline.failures();
            assertThat(failures).hasSize(1);
            assertThat(failures.get(0).getUtteranceId()).isEqualTo("u1");
            assertThat(failures.get(0).getReason()).isEqualTo(FailureReason.INTERNAL);
            assertThat(failures.get(0).getDetail())
                    .contains("the voice lost its place: its attention did not get past symbol");
        }
    }

    private static List<SpokenUtterance> heard(TestPipeline pipeline, int count) {
        List<SpokenUtterance> heard = new ArrayList<>();
        UtteranceAssembler assembler = new UtteranceAssembler();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    pipeline.advance(Duration.ofMillis(5));
                    heard.addAll(pipeline.utterances(assembler));
                    return heard.size() == count;
                });
        return heard;
    }
}
