package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.AudioChunk;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.topology.TopologyFile;

/** The whole topology, killed after any record and any symbol that is spoken of it: what is heard is one undisturbed run. */
class RestartedPipelineTest {
    private static final Duration DRAIN = Duration.ofMillis(5);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();

    /** What comes in, and what the engine does between. */
    private enum Step {
        TEXT,
        FIRST_PART,
        SYMBOL,
        OTHER_KEY,
        CANCELLED,
        CANCEL,
        LAST_PART
    }

    private static final List<Step> STEPS = List.of(
            Step.TEXT,
            Step.SYMBOL,
            Step.FIRST_PART,
            Step.SYMBOL,
            Step.OTHER_KEY,
            Step.SYMBOL,
            Step.SYMBOL,
            Step.CANCELLED,
            Step.SYMBOL,
            Step.CANCEL,
            Step.SYMBOL,
            Step.LAST_PART,
            Step.SYMBOL);

    private void take(Step step, TestPipeline pipeline) {
        switch (step) {
            case TEXT ->
                pipeline.publish(
                        "room", TestPipeline.event("u1", "one two. three.").build());
            case FIRST_PART ->
                pipeline.publish(
                        "room",
                        TestPipeline.event("u2", "four. fi")
                                .setPart(new TextPart(0, false, false))
                                .build());
            case OTHER_KEY ->
                pipeline.publish("hall", TestPipeline.event("u3", "six.").build());
            case CANCELLED ->
                pipeline.publish(
                        "yard", TestPipeline.event("u4", "seven. eight.").build());
            case CANCEL -> pipeline.cancel("yard", "u4");
            case LAST_PART ->
                pipeline.publish(
                        "room",
                        TestPipeline.event("u2", "ve.")
                                .setPart(new TextPart(1, true, false))
                                .build());
            case SYMBOL -> work(1);
        }
        pipeline.advance(DRAIN);
    }

    /** Has the engine speak so many symbols, of the oldest sentence first. */
    private void work(int symbols) {
        for (int i = 0; i < symbols && !voices.waiting.isEmpty(); i++) {
            if (voices.waiting.getFirst().workOnce()) {
                voices.waiting.removeFirst();
            }
        }
    }

    /** @param kill the step before which it is killed */
    private List<AudioChunk> heard(int kill) throws IOException {
        List<AudioChunk> heard = new ArrayList<>();
        TestPipeline pipeline =
                new TestPipeline(TopologyFile.SPEECH.withControl(), voices, state.resolve("before-" + kill));
        for (int i = 0; i < STEPS.size(); i++) {
            if (i == kill) {
                heard.addAll(pipeline.audio());
                voices.waiting.clear();
                voices.leased.clear();
                pipeline = pipeline.killedAndStarted(state.resolve("after-" + kill));
            }
            pipeline.advance(DRAIN);
            take(STEPS.get(i), pipeline);
        }
        while (!voices.waiting.isEmpty()) {
            work(Integer.MAX_VALUE);
            pipeline.advance(DRAIN);
        }
        heard.addAll(pipeline.audio());
        assertThat(pipeline.failures()).isEmpty();
        pipeline.close();
        assertThat(voices.leased).isEmpty();
        return heard;
    }

    @ParameterizedTest(name = "streaming: {0}")
    @ValueSource(booleans = {true, false})
    void isOneUndisturbedRunWhereverAKillComes(boolean streaming) throws IOException {
        voices.eager = false;
        voices.streaming = streaming;
        List<AudioChunk> undisturbed = heard(-1);
        for (int kill = 0; kill < STEPS.size(); kill++) {
            List<AudioChunk> heard = heard(kill);
            for (String id : List.of("u1", "u2", "u3", "u4")) {
                assertThat(of(id, heard))
                        .as("%s, killed before step %d", id, kill)
                        .isNotEmpty()
                        .isEqualTo(of(id, undisturbed));
            }
        }
    }

    /** Without the place of the text: the driver counts offsets anew. */
    private static List<AudioChunk> of(String id, List<AudioChunk> chunks) {
        return chunks.stream()
                .filter(chunk -> chunk.getUtteranceId().equals(id))
                .map(chunk -> AudioChunk.newBuilder(chunk).setSourceOffset(0).build())
                .toList();
    }
}
