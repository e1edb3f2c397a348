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
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.client.SpokenUtterance;
import sori.client.UtteranceAssembler;
import sori.graph.TinyVoice;
import sori.schema.SpeechFailure;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.schema.WordMark;
import sori.synthesis.CatalogVoices;
import sori.text.Language;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** Korean text through the whole pipeline, where an English and a Korean voice are at hand. */
class KoreanPipelineTest {
    @TempDir
    private Path folder;

    private CatalogVoices voices;
    private TestPipeline pipeline;

    @BeforeEach
    void start() throws Exception {
        Path models = folder.resolve("models");
        TinyVoice.write(models.resolve("en-tiny"), "en-tiny", "1", 1);
        TinyVoice.write(models.resolve("ko-tiny"), "ko-tiny", "1", 1, Cell.LSTM, Alignment.ATTENTION, Language.KO);
        voices = new CatalogVoices(VoiceCatalog.scan(models), VoiceOptions.DEFAULT);
        pipeline = new TestPipeline(TopologyFile.SPEECH, voices, folder.resolve("state"));
    }

    @AfterEach
    void stop() {
        pipeline.close();
        voices.close();
    }

    private SpokenUtterance speak(TextEvent.Builder event) {
        pipeline.publish("room", event.build());
        UtteranceAssembler assembler = new UtteranceAssembler();
        List<SpokenUtterance> heard = new ArrayList<>();
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    pipeline.advance(Duration.ofMillis(5));
                    heard.addAll(pipeline.utterances(assembler));
                    return !heard.isEmpty();
                });
        return heard.get(0);
    }

    @Test
    void hangulIsSpokenByTheKoreanVoiceWithEverySymbolKnown() {
        SpokenUtterance spoken = speak(TestPipeline.event("u1", "안녕하세요, TV를 3시에 봅니다."));

        assertThat(spoken.voice()).isEqualTo("ko-tiny");
        assertThat(spoken.status()).isEqualTo(SpeechStatus.OK);
        assertThat(spoken.unmapped()).isZero();
        assertThat(spoken.marks()).extracting(WordMark::getSourceStart).containsExactly(0, 7, 11, 15);
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void aVoiceIsChosenByItsNameAndByTheLanguage() {
        assertThat(speak(TestPipeline.event("u1", "네.").setVoice("ko-tiny")).voice())
                .isEqualTo("ko-tiny");
        assertThat(speak(TestPipeline.event("u2", "TV").setLanguage("ko-KR")).voice())
                .isEqualTo("ko-tiny");
        assertThat(speak(TestPipeline.event("u3", "yes")).voice()).isEqualTo("en-tiny");
    }

    @Test
    void anEnglishVoiceRefusesHangul() {
        pipeline.publish(
                "room", TestPipeline.event("u1", "안녕하세요").setVoice("en-tiny").build());
        pipeline.advance(Duration.ofMillis(5));

        assertThat(pipeline.failures())
                .extracting(SpeechFailure::getDetail)
                .containsExactly("voice en-tiny speaks en, the text is ko");
    }
}
