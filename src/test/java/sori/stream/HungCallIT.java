package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sori.client.SpokenUtterance;
import sori.client.UtteranceAssembler;
import sori.graph.TinyVoice;
import sori.onnx.HostileGraphs;
import sori.schema.FailureReason;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.synthesis.CatalogVoices;
import sori.topology.TopologyFile;
import sori.voice.HostileVoice;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * A voice whose graph does not come to an end with a text, though it has spoken others: from the event to the failure record, by the
 * clock. So it takes as long as a call may.
 */
@Timeout(300)
class HungCallIT {
    private static final String LONG = "one two three four five six seven eight nine ten and ".repeat(4);

    @TempDir
    private Path folder;

    private final UtteranceAssembler assembler = new UtteranceAssembler();
    private final List<SpokenUtterance> heard = new ArrayList<>();
    private final List<SpeechFailure> failures = new ArrayList<>();
    private CatalogVoices voices;
    private TestPipeline pipeline;

    @BeforeEach
    void start() throws Exception {
        TinyVoice.write(folder.resolve("models/en-sound"), "en-sound", "1", 1);
        VoicePackage slow = TinyVoice.write(folder.resolve("models/en-slow"), "en-slow", "1", 2);
        HostileVoice.with(
                slow, VoicePackage.ENCODER, HostileGraphs.SLOW_ON_LONG_TEXTS.in(slow.bytes(VoicePackage.ENCODER)));
        voices = new CatalogVoices(VoiceCatalog.scan(folder.resolve("models")), VoiceOptions.DEFAULT);
        pipeline = new TestPipeline(TopologyFile.SPEECH, voices, folder.resolve("state"));
    }

    @AfterEach
    void close() {
        pipeline.close();
        voices.close();
    }

    private void publish(String id, String voice, String text) {
        pipeline.publish(id, TestPipeline.event(id, text).setVoice(voice).build());
    }

    private void awaitEnd(String id, Duration most) {
        await(id)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(most)
                .until(() -> {
                    pipeline.advance(Duration.ofMillis(5));
                    failures.addAll(pipeline.failures());
                    heard.addAll(pipeline.utterances(assembler));
                    return heard.stream().anyMatch(each -> each.utteranceId().equals(id));
                });
    }

    private SpeechStatus status(String id) {
        return heard.stream()
                .filter(each -> each.utteranceId().equals(id))
                .findFirst()
                .orElseThrow()
                .status();
    }

    @Test
    void itEndsInAFailureRecordAndHoldsNobodyElseUp() {
        publish("short", "en-slow", "Hi.");
        awaitEnd("short", Duration.ofSeconds(60));
        assertThat(status("short")).isEqualTo(SpeechStatus.OK);

        publish("hangs", "en-slow", LONG);
        publish("beside", "en-sound", "One two three.");
        awaitEnd("beside", Duration.ofSeconds(25));
        assertThat(status("beside")).isEqualTo(SpeechStatus.OK);
        assertThat(failures).isEmpty();

        awaitEnd("hangs", Duration.ofSeconds(180));
        assertThat(status("hangs")).isEqualTo(SpeechStatus.FAILED);
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.getUtteranceId()).isEqualTo("hangs");
            assertThat(failure.getStage()).isEqualTo("mel");
            assertThat(failure.getReason()).isEqualTo(FailureReason.INTERNAL);
            assertThat(failure.getSourceOffset()).isEqualTo(1);
            assertThat(failure.getDetail()).contains("did not come to an end within 30 s and was given up");
        });

        publish("again", "en-slow", "Hi.");
        publish("after", "en-sound", "Four five six.");
        awaitEnd("again", Duration.ofSeconds(10)); // at once, and without another try
        awaitEnd("after", Duration.ofSeconds(60));
        assertThat(status("again")).isEqualTo(SpeechStatus.FAILED);
        assertThat(status("after")).isEqualTo(SpeechStatus.OK);
        assertThat(failures).hasSize(2);
    }
}
