package sori.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import sori.schema.AudioChunk;
import sori.schema.Records;

class PipelineRunTest {
    private static final int RATE_HZ = 20_000;

    private final PipelineRun run = new PipelineRun(2);

    @Test
    void tellsTimeToFirstAudioStallsAndThroughput() {
        run.sent("a", 1.0);
        run.sent("b", 2.0);
        run.hear(chunk("a", 0.5, false), 1.1);
        run.hear(chunk("b", 0.5, true), 2.3);
        run.hear(chunk("a", 0.5, true), 2.0); // 0.4 s too late
        run.hear(chunk("of another run", 9, true), 2.5);
        run.cost(new PipelineRun.Costs(3, 0, 0, new KafkaCounters(0, 0)));

        assertThat(run.complete()).isTrue();
        assertThat(run.firstAudioSeconds().percentile(50)).isEqualTo(0.1, within(1e-9));
        assertThat(run.firstAudioSeconds().highest()).isEqualTo(0.3, within(1e-9));
        assertThat(run.stalls()).isEqualTo(1);
        assertThat(run.latestChunkSeconds().orElseThrow()).isEqualTo(0.4, within(1e-9));
        assertThat(run.audioSeconds()).isEqualTo(1.5, within(1e-9));
        assertThat(run.timesRealTime()).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void tellsWhatWasHeardOfEachInTheOrderOfTheirSending() {
        run.sent("b", 1);
        run.sent("a", 2);
        run.sent("nobody heard this", 3);
        run.hear(chunk("a", 0.5, false), 2.5);
        run.hear(chunk("b", 0.5, true), 2.75);
        run.hear(chunk("a", 0.5, true), 3);
        assertThat(run.spoken())
                .containsExactly(
                        new PipelineRun.Spoken(
                                "b", 1, 2.75, 2.75, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, "1"),
                        new PipelineRun.Spoken("a", 2, 2.5, 3, 0.5, 0, "1"));
    }

    @Test
    void isCompleteOnlyWhenEveryUtteranceHasEnded() {
        run.sent("a", 0);
        run.sent("b", 0);
        run.hear(chunk("a", 0.5, true), 1);
        assertThat(run.complete()).isFalse();
        assertThat(run.ended()).isEqualTo(1);
    }

    private static AudioChunk chunk(String id, double seconds, boolean last) {
        return Records.audio(id, 0)
                .setSampleRateHz(RATE_HZ)
                .setAudio(ByteBuffer.allocate((int) (2 * seconds * RATE_HZ)))
                .setLast(last)
                .build();
    }
}
