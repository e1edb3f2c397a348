package sori.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sori.schema.AudioChunk;
import sori.schema.GeneratedSchemas;
import sori.schema.MelChunk;
import sori.schema.MelStatus;
import sori.schema.SpeechStatus;

class CommitPolicyTest {
    @BeforeAll
    static void letAvroTrustTheSchemas() {
        GeneratedSchemas.trust();
    }

    private static final long NOW_MS = 1_000_000;
    private static final int RATE_HZ = 22_050;

    private final Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC);
    private final CommitPolicy commits = new CommitPolicy(Guarantee.EXACTLY_ONCE, Duration.ofMillis(200), clock);

    @Test
    void aListenerWaitsForTheFirstTwoCommitIntervalsOfAudio() {
        assertThat(commits.atOnce(audio(0), NOW_MS)).isTrue();
        assertThat(commits.atOnce(audio(RATE_HZ * 399L / 1000), NOW_MS)).isTrue();
        assertThat(commits.atOnce(audio(RATE_HZ * 2L / 5), NOW_MS)).isFalse();
    }

    @Test
    void anEventThatHasWaitedForLongWaitsForTheUsualCommit() {
        assertThat(commits.atOnce(audio(0), NOW_MS - 999)).isTrue();
        assertThat(commits.atOnce(audio(0), NOW_MS - 1000)).isFalse();
    }

    @Test
    void atLeastOnceIsHeardWithoutACommit() {
        CommitPolicy never = new CommitPolicy(Guarantee.AT_LEAST_ONCE, Duration.ofMillis(200), clock);
        assertThat(never.atOnce(audio(0), NOW_MS)).isFalse();
    }

    @Test
    void theVocodersOfAnotherApplicationWaitForAnUtterancesFirstFrames() {
        assertThat(commits.atOnce(mel(0, 0), NOW_MS)).isTrue();
        assertThat(commits.atOnce(mel(0, 39), NOW_MS)).isTrue();
        assertThat(commits.atOnce(mel(0, 40), NOW_MS)).isFalse();
        assertThat(commits.atOnce(mel(1, 0), NOW_MS)).isFalse();
    }

    private static AudioChunk audio(long startSample) {
        return AudioChunk.newBuilder()
                .setUtteranceId("u1")
                .setAttempt(0)
                .setSequence(0)
                .setStartSample(startSample)
                .setSampleRateHz(RATE_HZ)
                .setEncoding("s16le")
                .setAudio(ByteBuffer.allocate(0))
                .setMarks(List.of())
                .setLast(false)
                .setStatus(SpeechStatus.OK)
                .setUnmapped(0)
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build();
    }

    private static MelChunk mel(int segment, int frameOffset) {
        return MelChunk.newBuilder()
                .setUtteranceId("u1")
                .setAttempt(0)
                .setSegment(segment)
                .setLast(true)
                .setFrameOffset(frameOffset)
                .setFrames(0)
                .setMels(80)
                .setMel(ByteBuffer.allocate(0))
                .setAttended(List.of())
                .setEndOfSegment(false)
                .setStatus(MelStatus.OK)
                .setVoice("fake")
                .setVoiceVersion("1")
                .setSourceTopic("speech.text")
                .setSourcePartition(0)
                .setSourceOffset(0)
                .build();
    }
}
