package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;

/** Who is heard when, with an engine that finishes in whatever order the test wants. */
class MelOrderTest {
    private static final Duration DRAIN = Duration.ofMillis(5);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private TestPipeline pipeline;

    @BeforeEach
    void start() {
        voices.eager = false;
        pipeline = new TestPipeline(TopologyFile.SPEECH, voices, state);
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    private List<String> heard() {
        List<String> ids = new ArrayList<>();
        for (AudioChunk chunk : pipeline.audio()) {
            if (ids.isEmpty() || !ids.get(ids.size() - 1).equals(chunk.getUtteranceId())) {
                ids.add(chunk.getUtteranceId());
            }
        }
        return ids;
    }

    @Test
    void returnsFromProcessBeforeTheEngineHasWorked() {
        pipeline.publish("room", TestPipeline.event("u1", "hi").build());
        assertThat(voices.submitted).hasSize(1);
        pipeline.advance(DRAIN);
        assertThat(pipeline.audio()).isEmpty();
        voices.workOnOldest();
        pipeline.advance(DRAIN);
        assertThat(heard()).containsExactly("u1");
    }

    @Test
    void speaksOneKeysUtterancesAndSentencesInOrder() {
        pipeline.publish("room", TestPipeline.event("u1", "one. two. six").build());
        pipeline.publish("room", TestPipeline.event("u2", "ten").build());
        for (int i = 0; i < 4; i++) {
            assertThat(pipeline.audio()).isEmpty();
            voices.workOnNewest();
            pipeline.advance(DRAIN);
        }
        assertThat(heard()).containsExactly("u1", "u2");
    }

    @Test
    void letsNoKeyWaitForAnother() {
        pipeline.publish("slow", TestPipeline.event("u1", "one").build());
        pipeline.publish("fast", TestPipeline.event("u2", "two").build());
        voices.workOnNewest();
        pipeline.advance(DRAIN);
        assertThat(heard()).containsExactly("u2");
        voices.workOnNewest();
        pipeline.advance(DRAIN);
        assertThat(heard()).containsExactly("u1");
    }

    @Test
    void keepsABoundedNumberOfSentencesInTheEngine() {
        int sentences = 3 * SpeechSettings.DEFAULT.openJobs();
        pipeline.publish(
                "room", TestPipeline.event("u1", "abc. ".repeat(sentences)).build());
        assertThat(voices.submitted).hasSize(SpeechSettings.DEFAULT.openJobs());
        for (int i = 0; i < sentences; i++) {
            assertThat(voices.waiting).hasSizeLessThanOrEqualTo(SpeechSettings.DEFAULT.openJobs());
            voices.workOnOldest();
            pipeline.advance(DRAIN);
        }
        assertThat(voices.submitted).hasSize(sentences);
        assertThat(pipeline.utterances()).hasSize(1);
    }

    @Test
    void takesABacklogInWithoutWaitingForTheEngine() {
        int events = 1000;
        for (int i = 0; i < events; i++) {
            pipeline.publish("room" + i % 7, TestPipeline.event("u" + i, "one").build());
        }
        assertThat(voices.submitted).hasSize(SpeechSettings.DEFAULT.openJobs());
        voices.eager = true;
        while (!voices.waiting.isEmpty()) {
            voices.workOnOldest();
        }
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < events && heard.size() < events; i++) {
            pipeline.advance(DRAIN);
            heard.addAll(heard());
        }
        assertThat(heard).hasSize(events).doesNotHaveDuplicates();
    }

    @Test
    void cancelsWhatIsInTheEngineWhenItCloses() {
        pipeline.publish("room", TestPipeline.event("u1", "one. two").build());
        pipeline.close();
        assertThat(voices.canceled).isEqualTo(2);
    }

    @Test
    void cancelsTheRestOfAnUtteranceThatFailed() {
        pipeline.publish("room", TestPipeline.event("u1", "mute. two. six").build());
        voices.workOnOldest();
        pipeline.advance(DRAIN);
        assertThat(voices.canceled).isEqualTo(2);
        assertThat(heard()).containsExactly("u1");
    }
}
