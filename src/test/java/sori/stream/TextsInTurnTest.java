package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;
import sori.schema.TextEvent;
import sori.schema.TextPart;
import sori.stream.stage.FakeVoices;
import sori.text.Language;
import sori.topology.TopologyFile;

/** Several utterances of one key at a time, whole and in parts: each has its turn by its first record, and exactly one end. */
class TextsInTurnTest {
    private static final Duration DRAIN = Duration.ofMillis(5);
    private static final Duration PATIENCE =
            Duration.ofSeconds(TopologyFile.SPEECH.settings().partTimeoutSeconds());

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();
    private TestPipeline pipeline;

    @BeforeEach
    void start() {
        voices.normalizers = Language.EN::normalizer;
        pipeline = new TestPipeline(TopologyFile.SPEECH.withControl(), voices, state);
    }

    @AfterEach
    void stop() {
        pipeline.close();
        assertThat(voices.leased).isEmpty();
    }

    private void publish(String key, TextEvent event) {
        pipeline.publish(key, event);
        pipeline.advance(DRAIN);
    }

    private static TextEvent part(String id, int index, boolean last) {
        return TestPipeline.event(id, "Part " + index + ". ")
                .setPart(new TextPart(index, last, false))
                .build();
    }

    /** An utterance's records, in their order: one, or two to four parts. */
    private static Deque<TextEvent> utterance(String id, Random random) {
        Deque<TextEvent> records = new ArrayDeque<>();
        int parts = random.nextInt(5);
        if (parts < 2) {
            records.add(TestPipeline.event(id, "Whole.").build());
            return records;
        }
        for (int index = 0; index < parts; index++) {
            records.add(part(id, index, index == parts - 1));
        }
        return records;
    }

    /** So many ends, in the order in which they come. */
    private List<AudioChunk> ends(int count) {
        List<AudioChunk> ends = new ArrayList<>();
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(1)).until(() -> {
            pipeline.advance(DRAIN);
            pipeline.audio().stream().filter(AudioChunk::getLast).forEach(ends::add);
            return ends.size() >= count;
        });
        return ends;
    }

    @Test
    void howeverTheyAreWovenTheyAreSpokenInTurn() {
        Random random = new Random(20261129);
        for (int round = 0; round < 20; round++) {
            String key = "room-" + round;
            List<Deque<TextEvent>> utterances = new ArrayList<>();
            int count = 2 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                utterances.add(utterance("u" + i, random));
            }
            Set<String> turns = new LinkedHashSet<>();
            List<TextEvent> sent = new ArrayList<>();
            while (!utterances.isEmpty()) {
                Deque<TextEvent> of = utterances.get(random.nextInt(utterances.size()));
                TextEvent event = of.remove();
                turns.add(event.getUtteranceId());
                sent.add(event);
                publish(key, event);
                utterances.removeIf(Deque::isEmpty);
            }
            List<AudioChunk> ends = ends(turns.size());
            assertThat(ends)
                    .as("%s", sent)
                    .extracting(AudioChunk::getUtteranceId)
                    .containsExactlyElementsOf(turns);
            assertThat(ends).extracting(AudioChunk::getStatus).containsOnly(SpeechStatus.OK);
        }
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void whatIsCancelledBeforeItsFirstPartCameHasOneEnd() {
        for (String cancelled : Arrays.asList("u1", null)) {
            String key = "room-" + cancelled;
            publish(key, part("u1", 1, true));
            publish(key, TestPipeline.event("u2", "Behind it.").build());
            pipeline.cancel(key, cancelled);
            pipeline.advance(DRAIN);
            if (cancelled != null) {
                publish(key, part("u1", 0, false));
            }
            publish(key, TestPipeline.event("u3", "And on.").build());
            pipeline.advance(PATIENCE.plusSeconds(1));
            List<AudioChunk> ends = ends(3);
            assertThat(ends).extracting(AudioChunk::getUtteranceId).containsExactly("u1", "u2", "u3");
            SpeechStatus behind = cancelled == null ? SpeechStatus.CANCELLED : SpeechStatus.OK;
            assertThat(ends)
                    .extracting(AudioChunk::getStatus)
                    .containsExactly(SpeechStatus.CANCELLED, behind, SpeechStatus.OK);
        }
        assertThat(pipeline.failures()).isEmpty();
    }
}
