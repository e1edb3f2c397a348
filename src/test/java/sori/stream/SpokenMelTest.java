package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.MelChunk;
import sori.schema.TextEvent;

/** What is made beside the pipeline is what the pipeline makes. */
class SpokenMelTest {
    private static final SpeechSettings SETTINGS = TopologyFile.SPEECH.settings();

    @TempDir
    private Path state;

    @Test
    void framesAttentionAndLengthAreThoseOfThePipeline() {
        TextEvent event =
                TestPipeline.event("u1", "one two three. four five. six").build();
        try (TestPipeline pipeline =
                new TestPipeline(TopologyFile.SPEECH.withTap(Stage.MEL), new FakeVoices(), state)) {
            pipeline.publish("room", event);
            pipeline.advance(Duration.ofMillis(5));
            List<MelChunk> tapped = pipeline.read(Topics.MEL);
            SpokenUtterance heard = pipeline.utterances().get(0);

            SpokenMel mel = SpokenMel.of(event, SETTINGS, new FakeVoices());

            assertThat(mel.samples()).isEqualTo(heard.pcm().length / 2);
            assertThat(mel.sentences()).hasSize(3);
            for (int i = 0; i < 3; i++) {
                int segment = i;
                List<MelChunk> chunks = tapped.stream()
                        .filter(chunk -> chunk.getSegment() == segment)
                        .toList();
                assertThat(mel.sentences().get(i).mel()).isNotEmpty().containsExactly(joined(chunks));
                assertThat(mel.sentences().get(i).attended())
                        .containsExactly(chunks.stream()
                                .flatMap(chunk -> chunk.getAttended().stream())
                                .mapToInt(Integer::intValue)
                                .toArray());
            }
            assertThat(heard.marks().get(3).getFirstSample())
                    .isEqualTo(mel.sentences().get(1).firstSample());
        }
    }

    @Test
    void whatNobodyCanSpeakIsRefusedWithTheReason() {
        TextEvent event = TestPipeline.event("u1", "one").setVoice("nobody").build();
        assertThatThrownBy(() -> SpokenMel.of(event, SETTINGS, new FakeVoices()))
                .hasMessageContaining("nobody");
    }

    @Test
    void anEngineThatGivesUpIsARefusal() {
        TextEvent event = TestPipeline.event("u1", "mute").build();
        assertThatThrownBy(() -> SpokenMel.of(event, SETTINGS, new FakeVoices()))
                .hasMessageContaining("the engine broke");
    }

    private static float[] joined(List<MelChunk> chunks) {
        FloatBuffer mel = FloatBuffer.allocate(
                chunks.stream().mapToInt(chunk -> MelFrames.of(chunk).length).sum());
        chunks.forEach(chunk -> mel.put(MelFrames.of(chunk)));
        return mel.array();
    }
}
