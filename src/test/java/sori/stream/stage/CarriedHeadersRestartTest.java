package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.schema.Segment;
import sori.schema.SymbolSequence;
import sori.schema.Word;
import sori.synthesis.Stage;
import sori.topology.Nodes;
import sori.trace.TraceContext;

/** A stage that is killed and started again still knows what goes along with an utterance. */
class CarriedHeadersRestartTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path state;

    private final FakeVoices voices = new FakeVoices();

    private static Headers headers(int number) {
        RecordHeaders headers = new RecordHeaders();
        new TraceContext(String.format("%032x", number), "00f067aa0ba902b7", "01", "").addTo(headers);
        return headers;
    }

    private static SymbolSequence sentence(String id, int segment, boolean last) {
        return Sentences.sentence(id, segment, last)
                .setSymbols(List.of(11 + segment, 12, 1))
                .build();
    }

    private static Segment segment(String id, int segment, boolean last) {
        return Segment.newBuilder()
                .setUtteranceId(id)
                .setSegment(segment)
                .setLast(last)
                .setWords(List.of(new Word("one", "", 0, 3, "")))
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(7)
                .build();
    }

    private <I extends SpecificRecordBase> StoredStage<I> stage(
            String node, Supplier<Processor<Bytes, I, Bytes, SpecificRecordBase>> processors) {
        return new StoredStage<>(node, state, processors);
    }

    private static <I extends SpecificRecordBase> List<Headers> after(StoredStage<I> stage) {
        stage.punctuate();
        stage.punctuate();
        return stage.forwardedHeaders();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void speakAndMelGoOnWithThem(boolean exactlyOnce) {
        List<StoredStage<SymbolSequence>> stages = List.of(
                stage(Nodes.SPEAK, Stages.speak(voices, exactlyOnce, CLOCK)),
                stage(Stage.MEL.title(), Stages.mel(voices, exactlyOnce, CLOCK)));
        for (StoredStage<SymbolSequence> stage : stages) {
            voices.eager = false;
            stage.process("room", sentence("u1", 0, false), headers(1));
            stage.process("room", sentence("u1", 1, true), headers(1));
            stage.process("hall", sentence("u2", 0, true), headers(2));
            stage.punctuate();
            voices.workOnOldest();
            stage.punctuate();
            assertThat(stage.forwardedHeaders()).isNotEmpty().allMatch(headers(1)::equals);
            voices.waiting.clear();
            voices.eager = true;
            stage.commit();
            stage.restart();
            assertThat(after(stage))
                    .contains(headers(1), headers(2))
                    .allMatch(each -> each.equals(headers(1)) || each.equals(headers(2)));
        }
    }

    @Test
    void aCancelledOneEndsWithThemAfterARestart() {
        StoredStage<SymbolSequence> speak = stage(Nodes.SPEAK, Stages.speak(voices, true, CLOCK));
        voices.eager = false;
        speak.process("room", sentence("u1", 0, false), headers(1));
        speak.punctuate();
        speak.commit();
        speak.restart();
        speak.forwardedHeaders();
        speak.cancel("room", "u1");
        assertThat(after(speak)).containsExactly(headers(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void embedGoesOnWithThemWhenTheVoiceComes(boolean exactlyOnce) {
        voices.coming.add("fake@1");
        StoredStage<Segment> embed = stage(Stage.EMBED.title(), Stages.embed(voices, exactlyOnce, CLOCK));
        embed.process("room", segment("u1", 0, false), headers(1));
        embed.process("room", segment("u1", 1, true), headers(1));
        embed.process("hall", segment("u2", 0, true), headers(2));
        assertThat(embed.forwardedHeaders()).isEmpty();
        embed.restart();
        voices.coming.clear();
        assertThat(after(embed)).containsExactlyInAnyOrder(headers(1), headers(1), headers(2));
    }
}
