package sori.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sori.synthesis.SourceOffset;

class ReplayedPlacesTest {
    /** Held against a set of Java's: neighbours, repetitions, far ones, several partitions. */
    @Test
    void knowsWhatItWasTold() {
        Random random = new Random(17);
        ReplayedPlaces places = new ReplayedPlaces();
        Set<SourceOffset> known = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            long offset = random.nextInt(10) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(50_000);
            SourceOffset place = new SourceOffset("speech.text", random.nextInt(3), offset);
            assertThat(places.contains(place)).isEqualTo(known.contains(place));
            assertThat(places.add(place)).isEqualTo(known.add(place));
        }
    }

    @Test
    void aReplayKeepsTheFirstIdAndSaysWhoseItIs() {
        SourceOffset source = new SourceOffset("speech.text", 3, 17);
        assertThat(Replay.id(source, Optional.of("u1"))).isEqualTo("u1.replay-17");
        assertThat(Replay.id(source, Optional.of("u1.replay-4"))).isEqualTo("u1.replay-17");
        assertThat(Replay.id(source, Optional.empty())).isEqualTo("speech.text-3-17.replay-17");
        assertThat(Replay.id(source, Optional.of(" "))).isEqualTo("speech.text-3-17.replay-17");
        assertThat(Replay.id(source, Optional.of("u".repeat(500)))).isEqualTo("speech.text-3-17.replay-17");
        assertThat(source.couldDerive(Replay.id(source, Optional.empty()))).isFalse();
    }

    @Test
    void aPlaceIsReadAsItIsWritten() {
        for (SourceOffset place : new SourceOffset[] {
            new SourceOffset("speech.text", 0, 0),
            new SourceOffset("a-b-1-2", 11, 123_456_789_012L),
            new SourceOffset("x", 999_999_999, 999_999_999_999_999_999L)
        }) {
            assertThat(SourceOffset.parse(place.id())).contains(place);
        }
        for (String none : new String[] {
            "", "speech.text", "speech.text-3", "-3-17", "speech.text-3--17", "a b-3-17", "x-1-9999999999999999999"
        }) {
            assertThat(SourceOffset.parse(none)).as(none).isEmpty();
        }
    }
}
