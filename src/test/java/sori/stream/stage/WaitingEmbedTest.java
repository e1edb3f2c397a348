package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.TextEvent;
import sori.stream.TestPipeline;
import sori.synthesis.Stage;

/** What waits for its version in the embed stage survives restarts: once under exactly once, whole under at-least-once. */
class WaitingEmbedTest {
    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private final TestClock clock = new TestClock(Instant.parse("2030-01-01T00:00:00Z"));

    private StoredStage<Segment> stage(boolean exactlyOnce) {
        return new StoredStage<>(Stage.EMBED, state, Stages.embed(voices, exactlyOnce, clock));
    }

    /** The three sentences of an utterance. */
    private List<Segment> sentences(String id) {
        StoredStage<TextEvent> normalize =
                new StoredStage<>(Stage.NORMALIZE, state, Stages.normalize(voices, true, clock));
        normalize.process("room", TestPipeline.event(id, "one. two. three").build());
        return normalize.forwarded().stream().map(Segment.class::cast).toList();
    }

    private static List<String> heard(StoredStage<Segment> embed) {
        return embed.forwarded().stream()
                .map(SymbolSequence.class::cast)
                .map(each -> each.getUtteranceId() + "/" + each.getSegment() + " attempt " + each.getAttempt())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsWrittenWhileNobodyWaits(boolean exactlyOnce) {
        StoredStage<Segment> embed = stage(exactlyOnce);
        int before = embed.stored();
        embed.processAll("room", sentences("u1"));
        assertThat(heard(embed)).hasSize(3);
        assertThat(embed.stored()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} of 3 sentences came before the voice")
    @ValueSource(ints = {1, 2, 3})
    void aRestartGoesOnWhereTheLastTransactionEnded(int early) {
        StoredStage<Segment> embed = stage(true);
        List<Segment> sentences = sentences("u1");
        voices.coming.add("fake@1");
        embed.processAll("room", sentences.subList(0, early));
        embed.restart();
        assertThat(heard(embed)).isEmpty();
        voices.coming.clear();
        embed.punctuate();
        List<String> heard = new ArrayList<>(heard(embed));
        embed.restart();
        embed.punctuate();
        embed.processAll("room", sentences.subList(early, 3));
        heard.addAll(heard(embed));
        assertThat(heard).containsExactly("u1/0 attempt 0", "u1/1 attempt 0", "u1/2 attempt 0");
        assertThat(embed.journalled()).isZero();
    }

    @Test
    void atLeastOnceForgetsOnlyWhatIsCommitted() {
        StoredStage<Segment> embed = stage(false);
        List<Segment> sentences = sentences("u1");
        voices.coming.add("fake@1");
        embed.processAll("room", sentences.subList(0, 2));
        voices.coming.clear();
        embed.punctuate();
        assertThat(heard(embed)).containsExactly("u1/0 attempt 0", "u1/1 attempt 0");
        embed.restart(); // as if that had been lost with the producer's buffer
        embed.punctuate();
        embed.process("room", sentences.get(2));
        assertThat(heard(embed)).containsExactly("u1/0 attempt 1", "u1/1 attempt 1", "u1/2 attempt 1");
        embed.commit();
        embed.punctuate();
        assertThat(embed.journalled()).isZero();
    }

    @Test
    void whatWentOnBeforeKeepsItsAttempt() {
        StoredStage<Segment> embed = stage(false);
        List<Segment> sentences = sentences("u1");
        embed.process("room", sentences.get(0));
        assertThat(heard(embed)).containsExactly("u1/0 attempt 0");
        voices.coming.add("fake@1");
        embed.process("room", sentences.get(1));
        embed.restart();
        voices.coming.clear();
        embed.punctuate();
        embed.process("room", sentences.get(2));
        assertThat(heard(embed)).containsExactly("u1/1 attempt 0", "u1/2 attempt 0");
    }

    @Test
    void aHigherAttemptReplacesTheOneThatWaits() {
        StoredStage<Segment> embed = stage(false);
        List<Segment> sentences = sentences("u1");
        voices.coming.add("fake@1");
        embed.processAll("room", sentences.subList(0, 2));
        for (Segment each : sentences) {
            embed.process("room", Segment.newBuilder(each).setAttempt(1).build());
        }
        embed.process("room", sentences.get(2)); // a straggler
        voices.coming.clear();
        embed.punctuate();
        assertThat(heard(embed)).containsExactly("u1/0 attempt 1", "u1/1 attempt 1", "u1/2 attempt 1");
        assertThat(voices.leased).isEmpty();
    }

    @Test
    void anUtteranceWhoseRestNeverComesHoldsNobodyUp() {
        StoredStage<Segment> embed = stage(true);
        voices.coming.add("fake@1");
        embed.process("room", sentences("u1").get(0));
        embed.processAll("room", sentences("u2"));
        voices.coming.clear();
        embed.punctuate();
        assertThat(heard(embed)).startsWith("u1/0 attempt 0", "u2/0 attempt 0").hasSize(4);
        assertThat(embed.journalled()).isZero();
    }
}
