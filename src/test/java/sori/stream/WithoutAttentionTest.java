package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.client.SpokenUtterance;
import sori.client.UtteranceAssembler;
import sori.graph.TinyVoice;
import sori.kafka.Topics;
import sori.schema.MelChunk;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.synthesis.CatalogVoices;
import sori.synthesis.Speech;
import sori.synthesis.Stage;
import sori.synthesis.Synthesizer;
import sori.topology.TopologyFile;
import sori.voice.VoiceCatalog;
import sori.voice.VoiceOptions;

/** A voice whose frames do not know their symbols speaks through the whole pipeline, without word marks. */
class WithoutAttentionTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Cell.class)
    void itIsHeardWithoutWordMarks(Cell cell) throws Exception {
        TinyVoice.write(folder.resolve("models/en-tiny"), "en-tiny", "1", 3, cell, Alignment.NONE);
        TextEvent event = TestPipeline.event("u1", "Hello world. One two.").build();
        List<MelChunk> mel = new ArrayList<>();
        List<SpokenUtterance> heard = new ArrayList<>();
        try (CatalogVoices voices =
                        new CatalogVoices(VoiceCatalog.scan(folder.resolve("models")), VoiceOptions.DEFAULT);
                TestPipeline pipeline =
                        new TestPipeline(TopologyFile.SPEECH.withTap(Stage.MEL), voices, folder.resolve("state"))) {
            pipeline.publish("room", event);
            UtteranceAssembler assembler = new UtteranceAssembler();
            await().pollInSameThread()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        pipeline.advance(Duration.ofMillis(5));
                        mel.addAll(pipeline.read(Topics.MEL));
                        heard.addAll(pipeline.utterances(assembler));
                        return !heard.isEmpty();
                    });
            assertThat(pipeline.failures()).isEmpty();

            Speech again = new Synthesizer(voices, TopologyFile.SPEECH.settings()).speak(event, audio -> {});
            assertThat(heard.get(0).pcm().length / Short.BYTES).isEqualTo((int) again.samples());
            assertThat(again.sentences()).hasSize(2).allSatisfy(sentence -> {
                assertThat(sentence.attended()).isEmpty();
                assertThat(sentence.mel()).isNotEmpty();
            });
        }
        assertThat(heard.get(0).status()).isEqualTo(SpeechStatus.OK);
        assertThat(heard.get(0).marks()).isEmpty();
        assertThat(mel).allSatisfy(chunk -> assertThat(chunk.getAttended()).isEmpty());
        assertThat(mel.stream().mapToInt(MelChunk::getFrames).sum()).isGreaterThan(5 * 20);
        assertThat(mel.stream().flatMap(chunk -> chunk.getWords().stream())).hasSize(4);
    }
}
