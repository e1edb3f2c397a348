package sori.player;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sori.client.SpeechReader.Heard;
import sori.kafka.UtteranceName;
import sori.player.Player.Played;
import sori.schema.AudioChunk;
import sori.schema.SpeechStatus;
import sori.schema.WordMark;

/** What is cancelled falls silent at once, on a line that holds some samples before they are heard. */
class LoudspeakerCancelTest {
    private static final int BUFFER_SAMPLES = 6;
    private static final int CHUNKS = 5;

    private final BufferedCard card = new BufferedCard();
    private final LoudspeakerPlayer player = new LoudspeakerPlayer(card, new Playlist(Duration.ofSeconds(15), () -> 0));
    private final Chunks a = new Chunks("a", 0);
    private final Chunks b = new Chunks("b", 0);

    /** With a word in each chunk. */
    private static Heard.Chunk heard(AudioChunk chunk, long beganAt) {
        int i = chunk.getSequence();
        AudioChunk marked = AudioChunk.newBuilder(chunk)
                .setMarks(List.of(new WordMark(5 * i, 5 * i + 4, 2L * i, 2L * i + 1)))
                .setEventTimestamp(beganAt)
                .build();
        return new Heard.Chunk(UtteranceName.of("room", chunk.getUtteranceId()), marked, beganAt + 1000);
    }

    private static Heard.Cancelled all(long time) {
        return new Heard.Cancelled(UtteranceName.bytes("room"), Optional.empty(), time);
    }

    private static Heard.Cancelled one(String id) {
        return new Heard.Cancelled(UtteranceName.bytes("room"), Optional.of(id), 0);
    }

    private List<Played> play(Heard... heard) {
        return player.play(List.of(heard));
    }

    private static String where(int samplesHeard) {
        int words = samplesHeard / 2;
        return samplesHeard == 0
                ? "cancelled before it was heard"
                : words == 0 ? "cancelled" : "cancelled; heard to position " + (5 * words - 1) + " of its text";
    }

    private static Played cancelled(String id, int samplesHeard) {
        return new Played(id, "fake@1", samplesHeard / 1000.0, SpeechStatus.CANCELLED, where(samplesHeard));
    }

    @ParameterizedTest(name = "{0} samples were heard")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void nothingMoreIsHeardAndItIsSaidHowFarItWas(int samples) {
        play(heard(a.chunk(0), 1), heard(a.chunk(1), 1), heard(a.chunk(2), 1), heard(a.chunk(3), 1));
        card.listen(samples);
        assertThat(play(all(1))).containsExactly(cancelled("a", samples));
        card.listen(100);
        assertThat(card.heard.size()).isEqualTo(2 * samples);
        assertThat(player.unfinished()).isEmpty();
    }

    /** The pipeline's word comes before the wish or behind it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatIsCancelledBeforeItsFirstSoundIsToldOnce(boolean wishFirst) {
        AudioChunk word = AudioChunk.newBuilder(a.chunk(0))
                .setAudio(ByteBuffer.allocate(0))
                .setLast(true)
                .setStatus(SpeechStatus.CANCELLED)
                .build();
        List<Played> told = new ArrayList<>(play(wishFirst ? one("a") : heard(word, 1)));
        told.addAll(play(wishFirst ? heard(word, 1) : one("a")));
        told.addAll(play(heard(word, 1)));
        assertThat(told).containsExactly(cancelled("a", 0));
        assertThat(player.unfinished()).isEmpty();
    }

    @Test
    void theNextUtteranceOfTheKeyGoesOn() {
        play(heard(a.chunk(0), 1), heard(a.chunk(1), 1), heard(b.chunk(0), 2), heard(b.last(1), 2));
        card.listen(1);
        assertThat(play(all(1))).containsExactly(cancelled("a", 1));
        card.listen(100);
        assertThat(play(heard(a.last(2), 1))).extracting(Played::utteranceId).containsExactly("b");
        card.listen(100);
        card.hasHeard(new byte[] {a.pcm(0)[0], a.pcm(0)[1]}, b.pcm(0), b.pcm(1));
    }

    @Test
    void whatWaitsInTheLineOfOthersIsHeard() {
        play(heard(a.last(0), 1), heard(b.chunk(0), 2), heard(b.chunk(1), 2));
        card.listen(1);
        assertThat(play(one("b"))).containsExactly(cancelled("b", 0));
        card.listen(100);
        assertThat(play()).extracting(Played::where).containsExactly("played");
        card.hasHeard(a.pcm(0));
    }

    @Test
    void oneThatIsWrittenToItsEndIsCancelledWhileItIsHeard() {
        assertThat(play(heard(a.chunk(0), 1), heard(a.last(1), 1)))
                .as("it is not played yet")
                .isEmpty();
        assertThat(player.unfinished()).hasSize(1);
        card.listen(3);
        assertThat(play(one("a"))).containsExactly(cancelled("a", 3));
        card.listen(100);
        assertThat(play()).isEmpty();
        assertThat(card.heard.size()).isEqualTo(6);
    }

    @Test
    void thePipelinesOwnEndSilencesItToo() {
        play(heard(a.chunk(0), 1), heard(a.chunk(1), 1));
        card.listen(2);
        AudioChunk end = AudioChunk.newBuilder(a.last(2))
                .setStatus(SpeechStatus.CANCELLED)
                .build();
        assertThat(play(heard(end, 1))).containsExactly(cancelled("a", 2));
        assertThat(play(one("a"))).as("once").isEmpty();
        card.listen(100);
        card.hasHeard(a.pcm(0));
    }

    @Test
    void whatComesAfterItsCancelIsNotPlayed() {
        play(all(5));
        assertThat(play(heard(a.chunk(0), 5), heard(a.last(1), 5))).isEmpty();
        assertThat(play(heard(b.last(0), 6))).isEmpty();
        card.listen(100);
        assertThat(play()).extracting(Played::utteranceId).containsExactly("b");
        card.hasHeard(b.pcm(0));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void atAnyMomentAndAmongAnyOthers(long seed) {
        Random random = new Random(seed);
        Deque<Heard.Chunk> coming = new ArrayDeque<>();
        for (int i = 0; i < 26; i++) {
            Chunks chunks = new Chunks(String.valueOf((char) ('a' + i)), 0);
            for (int sequence = 0; sequence < CHUNKS; sequence++) {
                coming.add(heard(sequence == CHUNKS - 1 ? chunks.last(sequence) : chunks.chunk(sequence), i));
            }
        }
        Map<String, Integer> cut = new HashMap<>(); // samples heard by then
        List<Played> done = new ArrayList<>();
        int begun = -1;
        while (!coming.isEmpty() || !player.unfinished().isEmpty()) {
            if (!coming.isEmpty() && random.nextInt(3) > 0) {
                Heard.Chunk next = coming.remove();
                begun = Math.max(begun, next.name().id().charAt(0) - 'a');
                done.addAll(play(next));
            }
            card.listen(random.nextInt(3));
            if (begun >= 0 && random.nextInt(12) == 0) {
                int which = Math.max(0, begun - random.nextInt(3));
                boolean allOfThem = random.nextBoolean();
                for (int i = allOfThem ? 0 : which; i <= which; i++) {
                    String id = String.valueOf((char) ('a' + i));
                    cut.putIfAbsent(id, card.heardOf(id));
                }
                done.addAll(play(allOfThem ? all(which) : one(String.valueOf((char) ('a' + which)))));
            }
            done.addAll(play());
        }
        assertThat(done).extracting(Played::utteranceId).doesNotHaveDuplicates();
        for (Played each : done) {
            int samples = card.heardOf(each.utteranceId());
            if (each.status() == SpeechStatus.CANCELLED) {
                assertThat(each).isEqualTo(cancelled(each.utteranceId(), samples));
            } else {
                assertThat(samples).isEqualTo(2 * CHUNKS);
            }
        }
        cut.forEach((id, samples) ->
                assertThat(card.heardOf(id)).as(id + " after its cancel").isEqualTo(samples));
        assertThat(cut).isNotEmpty();
        card.isInOrder();
    }

    /** Holds a few samples until somebody listens. */
    private static final class BufferedCard implements SoundCard {
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private final Deque<byte[]> buffer = new ArrayDeque<>();

        void listen(int samples) {
            for (int i = 0; i < samples && !buffer.isEmpty(); i++) {
                heard.writeBytes(buffer.remove());
            }
        }

        int heardOf(String id) {
            byte[] all = heard.toByteArray();
            int samples = 0;
            for (int i = 0; i < all.length; i += 2) {
                samples += all[i] == id.charAt(0) ? 1 : 0;
            }
            return samples;
        }

        void isInOrder() {
            byte[] all = heard.toByteArray();
            Map<Byte, Integer> next = new HashMap<>();
            for (int i = 0; i < all.length; i += 2) {
                int sample = next.merge(all[i], 1, Integer::sum) - 1;
                byte expected = sample % 2 == 0 ? (byte) (sample / 2) : (byte) ~(sample / 2);
                assertThat(all[i + 1]).as((char) all[i] + " sample " + sample).isEqualTo(expected);
                assertThat(i == 0 || all[i] >= all[i - 2]).isTrue();
            }
        }

        void hasHeard(byte[]... pieces) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] piece : pieces) {
                all.writeBytes(piece);
            }
            assertThat(heard.toByteArray()).isEqualTo(all.toByteArray());
        }

        @Override
        public Line open(int sampleRateHz) {
            return new Line() {
                @Override
                public int writable() {
                    return BUFFER_SAMPLES - buffer.size();
                }

                @Override
                public void write(byte[] pcm) {
                    for (ByteBuffer left = ByteBuffer.wrap(pcm); left.hasRemaining(); ) {
                        buffer.add(new byte[] {left.get(), left.get()});
                    }
                    assertThat(buffer).hasSizeLessThanOrEqualTo(BUFFER_SAMPLES);
                }

                @Override
                public int unheard() {
                    return buffer.size();
                }

                @Override
                public void flush() {
                    buffer.clear();
                }

                @Override
                public void drain() {
                    listen(Integer.MAX_VALUE);
                }

                @Override
                public void close() {
                    buffer.clear();
                }
            };
        }
    }
}
