package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import sori.kafka.Decoded;
import sori.kafka.Wire;
import sori.schema.FailureReason;
import sori.schema.Segment;
import sori.schema.SpeechFailure;
import sori.schema.Word;
import sori.synthesis.Stage;
import sori.topology.Guarantee;
import sori.trace.Spans;

class EncodeProcessorTest {
    private static final int LIMIT = 500;

    private final MockProcessorContext<Bytes, byte[]> context = new MockProcessorContext<>();
    private final EncodeProcessor<Segment> processor = new EncodeProcessor<>(
            Stage.NORMALIZE,
            new Wire<>(Segment.class),
            new Wire<>(SpeechFailure.class),
            new CommitPolicy(Guarantee.EXACTLY_ONCE, Duration.ofMillis(200), Clock.systemUTC()),
            LIMIT,
            "sink",
            "failures",
            Spans.NONE,
            written -> {},
            Clock.systemUTC());

    private CapturedForward<? extends Bytes, ? extends byte[]> encoded(String word) {
        Segment segment = Segment.newBuilder()
                .setUtteranceId("u1")
                .setSegment(0)
                .setLast(true)
                .setWords(List.of(new Word(word, "", 0, 1, "")))
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(3)
                .setSourceOffset(4)
                .build();
        processor.init(context);
        processor.process(new Record<>(Bytes.wrap("room".getBytes(StandardCharsets.UTF_8)), segment, 0));
        assertThat(context.forwarded()).hasSize(1);
        return context.forwarded().get(0);
    }

    @Test
    void passesWhatTheTopicTakes() {
        var forwarded = encoded("word");
        assertThat(forwarded.childName()).contains("sink");
        assertThat(new Wire<>(Segment.class).decode(forwarded.record().value())).isInstanceOf(Decoded.Value.class);
    }

    @Test
    void recordsWhatTheTopicWouldRefuse() {
        var forwarded = encoded("w".repeat(LIMIT));
        assertThat(forwarded.childName()).contains("failures");
        Decoded<SpeechFailure> decoded =
                new Wire<>(SpeechFailure.class).decode(forwarded.record().value());
        SpeechFailure failure = ((Decoded.Value<SpeechFailure>) decoded).value();
        assertThat(failure.getReason()).isEqualTo(FailureReason.TOO_LARGE);
        assertThat(failure.getUtteranceId()).isEqualTo("u1");
        assertThat(failure.getSourceOffset()).isEqualTo(4);
    }
}
