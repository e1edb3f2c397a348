package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;
import sori.stream.TestPipeline;
import sori.synthesis.SpeechSettings;
import sori.topology.TopologyFile;

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
        assertThat(voices.submitted).hasSize(SpeechSettings.DEFAULT.openJobsOfOneKey());
        for (int i = 0; i < sentences; i++) {
            assertThat(voices.waiting).hasSizeLessThanOrEqualTo(SpeechSettings.DEFAULT.openJobsOfOneKey());
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
    void aKeyThatAsksForHoursHoldsNoOtherKeyUp() {
        int hours = 500;
        for (int i = 0; i < 4; i++) {
            pipeline.publish(
                    "greedy", TestPipeline.event("g" + i, "abc. ".repeat(hours)).build());
        }
        int before = voices.submitted.size();
        pipeline.publish("modest", TestPipeline.event("m", "hello").build());
        assertThat(voices.submitted).hasSize(before + 1); // at once
        voices.workOnNewest();
        pipeline.advance(DRAIN);
        assertThat(heard()).containsExactly("m");
    }

    @Test
    void keysTakeTurnsForTheEngine() {
        int keys = 5;
        int sentences = 60;
        for (int i = 0; i < keys; i++) {
            pipeline.publish(
                    "room" + i,
                    TestPipeline.event("u" + i, "abc. ".repeat(sentences)).build());
        }
        // The first key was alone at first, and is ahead by no more than it could begin then.
        for (int i = 0; i < keys * sentences / 2; i++) {
            voices.workOnOldest();
            pipeline.advance(DRAIN);
        }
        Map<String, Integer> chunks = new HashMap<>();
        pipeline.audio().forEach(chunk -> chunks.merge(chunk.getUtteranceId(), 1, Integer::sum));
        assertThat(chunks).hasSize(keys);
        int least = chunks.values().stream().min(Integer::compare).orElseThrow();
        int most = chunks.values().stream().max(Integer::compare).orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(SpeechSettings.DEFAULT.openJobs());
    }

    @Test
    void cancelsWhatIsInTheEngineWhenItCloses() {
        pipeline.publish("room", TestPipeline.event("u1", "one. two").build());
        pipeline.close();
        assertThat(voices.cancelled).isEqualTo(2);
    }

    @Test
    void cancelsTheRestOfAnUtteranceThatFailed() {
        pipeline.publish("room", TestPipeline.event("u1", "mute. two. six").build());
        voices.workOnOldest();
        pipeline.advance(DRAIN);
        assertThat(voices.cancelled).isEqualTo(2);
        assertThat(heard()).containsExactly("u1");
    }
}
