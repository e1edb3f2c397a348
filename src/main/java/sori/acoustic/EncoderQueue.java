package sori.acoustic;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import sori.acoustic.Encoding.Encoded;

/**
 * The way from the queue into a worker's batch: segments are encoded, several in one call where that is cheaper, and come out in
 * the order in which they came, interactive and bulk ones apart. One thread; the queue may be shared.
 */
final class EncoderQueue implements AutoCloseable {
    /** Taken at once from a long queue: enough for calls of several of about one length, 8 ms of work for a small voice. */
    private static final int AHEAD = 8;

    private final SequenceQueue waiting;
    private final Encoding encoding;
    private final Postnet postnet;
    private final BiConsumer<Sequence, Throwable> failed;
    private final int many;
    private final Line interactive = new Line();
    private final Line bulk = new Line();

    private static final class Line {
        private final Deque<Sequence> taken = new ArrayDeque<>();
        private final Deque<Sequence> encoded = new ArrayDeque<>();

        private boolean isEmpty() {
            return taken.isEmpty() && encoded.isEmpty();
        }
    }

    /**
     * @param waiting sequences for whoever has a place free
     * @param postnet whose caches sequences begin with
     * @param many so many that wait are more than other workers could take soon
     * @param failed told of a sequence that can't be encoded, and why
     */
    EncoderQueue(
            AcousticModel model,
            SequenceQueue waiting,
            Postnet postnet,
            int many,
            BiConsumer<Sequence, Throwable> failed) {
        this.waiting = waiting;
        this.encoding = new Encoding(model);
        this.postnet = postnet;
        this.many = many;
        this.failed = failed;
    }

    /** Whether nobody is on the way; the queue does not count. */
    boolean isEmpty() {
        return interactive.isEmpty() && bulk.isEmpty();
    }

    /** Whether one of bulk, or of the others, is on the way or in the queue. */
    boolean waits(boolean ofBulk) {
        return !line(ofBulk).isEmpty() || waiting.size(ofBulk) > 0;
    }

    private Line line(boolean ofBulk) {
        if (!ofBulk) {
            SequenceQueue.moveHurried(bulk.encoded, interactive.encoded);
        }
        return ofBulk ? bulk : interactive;
    }

    /** One that was taken from the queue already. */
    void add(Sequence sequence) {
        line(sequence.bulk()).taken.add(sequence);
    }

    /**
     * The next one, encoded; nothing if nobody waits.
     *
     * @param ofBulk whether one of bulk is wanted, or one of the others
     * @param places how many could come in now, at least 1
     * @param ahead whether to encode more than that, if many wait
     */
    @Nullable
    Sequence poll(boolean ofBulk, int places, boolean ahead) {
        Line line = line(ofBulk);
        if (line.encoded.isEmpty()) {
            int count = ahead && waiting.size(ofBulk) >= many ? Math.max(places, AHEAD) : places;
            Sequence next;
            while (line.taken.size() < count && (next = waiting.poll(ofBulk)) != null) {
                line.taken.add(next);
            }
            encodeTaken(line);
        }
        return line.encoded.poll();
    }

    private void encodeTaken(Line line) {
        List<Sequence> fresh = new ArrayList<>();
        for (Sequence sequence : line.taken) {
            if (!sequence.done() && !sequence.isEncoded() && known(sequence)) {
                fresh.add(sequence);
            }
        }
        for (List<Sequence> group : Encoding.groups(fresh, sequence -> symbols(sequence).length)) {
            encode(group);
        }
        line.taken.stream().filter(sequence -> !sequence.done()).forEach(line.encoded::add);
        line.taken.clear();
    }

    private boolean known(Sequence sequence) {
        try {
            encoding.check(symbols(sequence));
            return true;
        } catch (IllegalArgumentException e) {
            failed.accept(sequence, e);
            return false;
        }
    }

    private void encode(List<Sequence> group) {
        try {
            List<Encoded> made =
                    encoding.encode(group.stream().map(EncoderQueue::symbols).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).begin(made.get(i), postnet.emptyCaches());
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            group.forEach(sequence -> failed.accept(sequence, e));
        }
    }

    private static int[] symbols(Sequence sequence) {
        return sequence.job().request().symbols();
    }

    /** Cancels those on the way. */
    @Override
    public void close() {
        for (Line line : List.of(interactive, bulk)) {
            line.taken.forEach(sequence -> sequence.job().cancel());
            line.encoded.forEach(sequence -> sequence.job().cancel());
        }
        encoding.close();
    }
}
