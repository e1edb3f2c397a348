package sori.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sori.client.SpeechReader.Heard;
import sori.kafka.UtteranceName;
import sori.player.Player.Played;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;

/** What is heard of chunks as they come, on a sound card that only takes notes. */
class LoudspeakerPlayerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final FakeCard card = new FakeCard();
    private long nanos;
    private final LoudspeakerPlayer player = new LoudspeakerPlayer(card, new Playlist(PATIENCE, () -> nanos));
    private final Chunks a = new Chunks("a", 0);
    private final Chunks b = new Chunks("b", 0);

    private List<Played> play(AudioChunk... chunks) {
        return player.play(
                Arrays.stream(chunks).<Heard>map(chunk -> heard("room", chunk)).toList());
    }

    private static Heard.Chunk heard(String key, AudioChunk chunk) {
        return new Heard.Chunk(UtteranceName.of(key, chunk.getUtteranceId()), chunk, 0);
    }

    @Test
    void anUtteranceIsHeardBeforeItsEndIsSpoken() {
        assertThat(play(a.chunk(0))).isEmpty();
        card.hasHeard(a.pcm(0));
        assertThat(player.unfinished()).containsExactly(UtteranceName.of("room", "a"));

        assertThat(play(a.chunk(1), a.last(2)))
                .containsExactly(new Played("a", "fake@1", 0.006, SpeechStatus.OK, "played"));
        card.hasHeard(a.pcm(0), a.pcm(1), a.pcm(2));
        assertThat(player.unfinished()).isEmpty();
    }

    @Test
    void nothingIsWrittenBeyondTheLinesBuffer() {
        card.room = 3;
        assertThat(play(a.chunk(0), a.last(1))).isEmpty();
        assertThat(card.heard.size()).isEqualTo(6);
        assertThat(play()).isEmpty();

        card.room = 100;
        assertThat(play()).hasSize(1);
        card.hasHeard(a.pcm(0), a.pcm(1));
    }

    @Test
    void anotherUtteranceWaitsForItsTurn() {
        play(a.chunk(0), b.chunk(0), b.last(1));
        card.hasHeard(a.pcm(0));

        assertThat(play(a.last(1))).extracting(Played::utteranceId).containsExactly("a", "b");
        card.hasHeard(a.pcm(0), a.pcm(1), b.pcm(0), b.pcm(1));
    }

    @Test
    void theSameIdUnderAnotherKeyIsAnotherUtterance() {
        player.play(List.of(heard("room", a.chunk(0)), heard("hall", a.chunk(0)), heard("hall", a.last(1))));
        card.hasHeard(a.pcm(0));

        assertThat(player.play(List.of(heard("room", a.last(1))))).hasSize(2);
        card.hasHeard(a.pcm(0), a.pcm(1), a.pcm(0), a.pcm(1));
    }

    @Test
    void aHigherAttemptGoesOnFromWhatWasHeard() {
        Chunks again = new Chunks("a", 1);
        play(a.chunk(0), a.chunk(1));
        play(again.chunk(0), again.chunk(1));
        card.hasHeard(a.pcm(0), a.pcm(1));

        assertThat(play(a.chunk(2), a.last(3))).isEmpty(); // the lower attempt's rest is nobody's
        assertThat(play(again.last(2))).hasSize(1);
        card.hasHeard(a.pcm(0), a.pcm(1), a.pcm(2));
    }

    @Test
    void aHigherAttemptReplacesWhatWaits() {
        Chunks again = new Chunks("b", 1);
        play(a.chunk(0), b.chunk(0), b.chunk(1), again.chunk(0));
        play(a.last(1), again.last(1));
        card.hasHeard(a.pcm(0), a.pcm(1), b.pcm(0), b.pcm(1));
    }

    @Test
    void whatComesAgainIsHeardOnce() {
        play(a.chunk(0), a.chunk(0), a.chunk(1), a.chunk(0), a.last(2));
        assertThat(play(a.chunk(0), a.last(2), new Chunks("a", 1).chunk(0))).isEmpty();
        card.hasHeard(a.pcm(0), a.pcm(1), a.pcm(2));
    }

    @Test
    void chunksAreHeardInTheirOrder() {
        play(a.chunk(0), a.last(2), a.chunk(1));
        card.hasHeard(a.pcm(0), a.pcm(1), a.pcm(2));
    }

    @Test
    void oneThatFailsHalfWayMakesRoom() {
        play(a.chunk(0), b.chunk(0));
        assertThat(play(a.failed(1), b.last(1)))
                .extracting(Played::status)
                .containsExactly(SpeechStatus.FAILED, SpeechStatus.OK);
        card.hasHeard(a.pcm(0), b.pcm(0), b.pcm(1));
    }

    @Test
    void oneThatFallsSilentGivesItsTurnAndGoesOnLater() {
        play(a.chunk(0), b.chunk(0), b.last(1));
        pass(PATIENCE);
        assertThat(play()).extracting(Played::utteranceId).containsExactly("b");
        assertThat(player.unfinished()).containsExactly(UtteranceName.of("room", "a"));

        assertThat(play(a.last(1))).extracting(Played::utteranceId).containsExactly("a");
        card.hasHeard(a.pcm(0), b.pcm(0), b.pcm(1), a.pcm(1));
    }

    @Test
    void aChunkThatIsLostIsWaitedForAndThenLeftOut() {
        play(a.chunk(0), a.chunk(2), a.last(3));
        card.hasHeard(a.pcm(0));
        pass(PATIENCE.dividedBy(2));
        assertThat(play()).isEmpty();

        pass(PATIENCE);
        assertThat(play()).extracting(Played::where).containsExactly("played; chunks lost: 1");
        card.hasHeard(a.pcm(0), a.pcm(2), a.pcm(3));
    }

    @Test
    void theRestOfAnUtteranceThatBeganEarlierIsPassedOver() {
        assertThat(play(a.chunk(3), a.last(4), b.last(0)))
                .extracting(Played::utteranceId)
                .containsExactly("b");
        card.hasHeard(b.pcm(0));
    }

    @Test
    void itIsFullOnlyWhenItHasSomethingToGoOnWith() {
        card.room = 0;
        AudioChunk[] many = new AudioChunk[16_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = b.chunk(i);
        }
        play(a.chunk(0));
        assertThat(player.isFull()).isFalse();
        play(many);
        assertThat(player.isFull()).isTrue();

        card.room = 2; // what there was of a
        play();
        assertThat(player.isFull()).isFalse();
    }

    @Test
    void aLineForAnotherRateOpensWhenTheFirstIsHeardToItsEnd() {
        play(a.last(0));
        AudioChunk faster = b.last(0);
        faster.setSampleRateHz(2 * Chunks.RATE);
        play(faster);
        assertThat(card.events).containsExactly("open 1000", "drain", "close", "open 2000");
    }

    @Test
    void anUtteranceThatFailsAtOnceOpensNoLine() {
        assertThat(play(a.failed(0))).extracting(Played::seconds).containsExactly(0.0);
        assertThat(card.events).isEmpty();
    }

    private void pass(Duration time) {
        play(); // silence is noticed by someone who listens
        nanos += time.toNanos();
    }

    /** Hears at once, as long as there is room. */
    @Test
    void whatWaitsBehindOneThatFellSilentWaitsInTheTopicBeyondSomeMinutes() {
        play(a.chunk(0)); // and nothing more
        int chunks = 0;
        for (; !player.isFull(); chunks++) {
            play(AudioChunk.newBuilder(b.chunk(0))
                    .setUtteranceId("other" + chunks)
                    .setAudio(ByteBuffer.wrap(new byte[1_000_000]))
                    .setSampleRateHz(22_050)
                    .build());
        }
        assertThat(chunks).isBetween(10, 100);
        for (int i = 0; i <= chunks; i++) {
            play();
            nanos += PATIENCE.toNanos();
        }
        assertThat(player.isFull()).isFalse();
        assertThat(card.heard.size()).isEqualTo(a.pcm(0).length + chunks * 1_000_000);
    }

    @Test
    void ofThoseThatAreNeverFinishedOnlySoManyAreWaitedFor() {
        card.room = 0;
        for (int i = 0; i < 25_000; i++) {
            play(AudioChunk.newBuilder(b.chunk(0))
                    .setUtteranceId("other" + i)
                    .setAudio(ByteBuffer.allocate(0))
                    .build());
        }
        assertThat(player.unfinished()).hasSizeBetween(5_000, 10_000);
    }

    private static final class FakeCard implements SoundCard {
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private final List<String> events = new ArrayList<>();
        private int room = Integer.MAX_VALUE;

        @Override
        public Line open(int sampleRateHz) {
            events.add("open " + sampleRateHz);
            return new Line() {
                @Override
                public int writable() {
                    return room;
                }

                @Override
                public void write(byte[] pcm) {
                    assertThat(pcm.length % 2).isZero();
                    heard.writeBytes(pcm);
                    room -= pcm.length / 2;
                }

                @Override
                public int unheard() {
                    return 0;
                }

                @Override
                public void flush() {
                    events.add("flush");
                }

                @Override
                public void drain() {
                    events.add("drain");
                }

                @Override
                public void close() {
                    events.add("close");
                }
            };
        }

        private void hasHeard(byte[]... pieces) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] piece : pieces) {
                all.writeBytes(piece);
            }
            assertThat(heard.toByteArray()).isEqualTo(all.toByteArray());
        }
    }
}
