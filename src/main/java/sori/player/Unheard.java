package sori.player;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/** What waits in a line's buffer: of whom, and which samples, so that some of it can be taken back. Not thread-safe. */
final class Unheard {
    private final Deque<Written> buffer = new ArrayDeque<>();

    private record Written(Track track, long fromSample, byte[] pcm) {
        Written from(int sample) {
            byte[] rest = new byte[pcm.length - 2 * sample];
            System.arraycopy(pcm, 2 * sample, rest, 0, rest.length);
            return new Written(track, fromSample + sample, rest);
        }

        int samples() {
            return pcm.length / 2;
        }
    }

    void add(Track track, long fromSample, byte[] pcm) {
        buffer.addLast(new Written(track, fromSample, pcm));
    }

    /** @param samples that the line has not played; those written before are heard */
    void keep(int samples) {
        int gone = buffer.stream().mapToInt(Written::samples).sum() - samples;
        while (gone > 0) {
            Written first = buffer.removeFirst();
            if (first.samples() > gone) {
                buffer.addFirst(first.from(gone));
            }
            gone -= first.samples();
        }
    }

    Set<Track> tracks() {
        Set<Track> tracks = new LinkedHashSet<>();
        buffer.forEach(written -> tracks.add(written.track()));
        return tracks;
    }

    /** The first sample of an utterance that waits here. */
    OptionalLong firstSample(Track track) {
        return buffer.stream()
                .filter(written -> written.track() == track)
                .mapToLong(Written::fromSample)
                .findFirst();
    }

    /** Takes some out; gives the samples that stay, to be written anew. */
    byte[] without(Predicate<Track> unwanted) {
        List<Written> staying = new ArrayList<>(buffer);
        staying.removeIf(written -> unwanted.test(written.track()));
        buffer.clear();
        buffer.addAll(staying);
        ByteBuffer all = ByteBuffer.allocate(
                staying.stream().mapToInt(written -> written.pcm().length).sum());
        staying.forEach(written -> all.put(written.pcm()));
        return all.array();
    }
}
