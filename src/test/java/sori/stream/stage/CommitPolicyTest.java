package sori.stream.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.schema.AudioChunk;
import sori.schema.GeneratedSchemas;
import sori.schema.MelChunk;
import sori.schema.Records;
import sori.schema.SpeechStatus;
import sori.schema.UtteranceEnding;
import sori.topology.Guarantee;

class CommitPolicyTest {
    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private static final int RATE_HZ = 22_000;
    private static final Bytes ROOM = Keys.named("room");

    private final TestClock clock = new TestClock(Instant.ofEpochSecond(1_000_000));
    private final CommitPolicy commits = new CommitPolicy(Guarantee.EXACTLY_ONCE, Duration.ofMillis(200), clock);

    @Test
    void aListenerWaitsUntilOneAndAHalfCommitIntervalsOfAudioAreThere() {
        assertThat(atOnce("u1", 200)).isTrue();
        assertThat(atOnce("u1", 99)).isTrue();
        assertThat(atOnce("u1", 1)).as("299 ms are there").isTrue();
        assertThat(atOnce("u1", 700)).isFalse();
        assertThat(atOnce("u2", 300)).as("another utterance").isTrue();
    }

    @Test
    void aListenerWhoHasHeardAllWaitsAgain() {
        assertThat(atOnce("u1", 1000)).isTrue();
        clock.now = clock.now.plusMillis(700);
        assertThat(atOnce("u1", 10)).as("300 ms are left").isFalse();
        clock.now = clock.now.plusMillis(11);
        assertThat(atOnce("u1", 1000)).isTrue();
        clock.now = clock.now.plusMillis(100_000);
        assertThat(atOnce("u1", 1000)).isTrue();
        assertThat(atOnce("u1", 1000)).as("what ran dry is not made up for").isFalse();
    }

    @Test
    void theSameIdUnderAnotherKeyIsAnotherListeners() {
        assertThat(atOnce("u1", 1000)).isTrue();
        assertThat(atOnce("u1", 1000)).isFalse();
        assertThat(commits.atOnce(Keys.named("hall"), audio("u1", 1000), clock.millis()))
                .isTrue();
    }

    @Test
    void aTextThatHasWaitedForLongWaitsForTheUsualCommit() {
        assertThat(commits.atOnce(ROOM, audio("u1", 0), clock.millis() - 999)).isTrue();
        assertThat(commits.atOnce(ROOM, audio("u1", 0), clock.millis() - 1000)).isFalse();
    }

    @Test
    void theEndOfACancelledUtteranceIsWaitedForWheneverItComes() {
        atOnce("u1", 5000);
        AudioChunk end = AudioChunk.newBuilder(audio("u1", 0))
                .setLast(true)
                .setStatus(SpeechStatus.CANCELLED)
                .build();
        assertThat(commits.atOnce(ROOM, end, 0)).isTrue();
        MelChunk mel =
                MelChunk.newBuilder(mel(3)).setEnding(UtteranceEnding.CANCELLED).build();
        assertThat(commits.atOnce(ROOM, mel, 0)).isTrue();
    }

    @Test
    void atLeastOnceIsHeardWithoutACommit() {
        CommitPolicy never = new CommitPolicy(Guarantee.AT_LEAST_ONCE, Duration.ofMillis(200), clock);
        assertThat(never.atOnce(ROOM, audio("u1", 0), clock.millis())).isFalse();
    }

    @Test
    void theVocodersOfAnotherApplicationWaitForFrames() {
        assertThat(commits.atOnce(ROOM, mel(29), clock.millis())).isTrue();
        assertThat(commits.atOnce(ROOM, mel(1), clock.millis())).isTrue();
        assertThat(commits.atOnce(ROOM, mel(1), clock.millis())).isFalse();
    }

    private boolean atOnce(String id, int lengthMs) {
        return commits.atOnce(ROOM, audio(id, lengthMs), clock.millis());
    }

    private static AudioChunk audio(String id, int lengthMs) {
        return Records.audio(id, 0)
                .setSampleRateHz(RATE_HZ)
                .setAudio(ByteBuffer.allocate(2 * RATE_HZ / 1000 * lengthMs))
                .build();
    }

    private static MelChunk mel(int frames) {
        return Records.mel("u1", 0)
                .setFrames(frames)
                .setMels(80)
                .setEndOfSegment(false)
                .build();
    }
}
