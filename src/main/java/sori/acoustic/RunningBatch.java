package sori.acoustic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's running batch. Between two decoder calls the segments that have ended leave, and others that wait take their
 * places: {@link BulkRows} says how many of them may be bulk. One thread; the queue may be shared.
 */
final class RunningBatch implements AutoCloseable {
    /** Encoding takes about as long as a call; the first of many must not wait for all of them. */
    private static final int MOST_JOINING = 4;

    private static final Logger log = LoggerFactory.getLogger(RunningBatch.class);

    private final EngineOptions options;
    private final SequenceQueue waiting;
    private final List<Sequence> members = new ArrayList<>();
    private final EncoderQueue encoderQueue;
    private final DecoderBatch decoder;
    private final Postnet postnet;

    /** For other threads to look at; written by the worker alone. */
    private volatile EngineLoad load;

    /** @param waiting sequences for whoever has a place free */
    RunningBatch(AcousticModel model, EngineOptions options, SequenceQueue waiting) {
        this.options = options;
        this.waiting = waiting;
        this.decoder = new DecoderBatch(model, options.batch(), Math.max(options.firstSteps(), options.steps()));
        this.postnet = new Postnet(model);
        this.load = new EngineLoad(options.batch(), 0, 0, 0, 0);
        this.encoderQueue = new EncoderQueue(model, waiting, postnet, options.batch(), RunningBatch::fail);
    }

    boolean isEmpty() {
        return members.isEmpty() && encoderQueue.isEmpty();
    }

    /** Takes a segment that has left the queue already. */
    void admit(Sequence sequence) {
        encoderQueue.add(sequence);
    }

    /** Lets segments in that wait, and makes one decoder call, if there is anybody to make it for. */
    void advance() {
        dropDone();
        fill();
        if (!members.isEmpty()) {
            show(1);
            call();
            dropDone();
        }
        if (isEmpty()) {
            show(0);
        }
    }

    private void show(int calls) {
        int rows = members.size();
        load = new EngineLoad(options.batch(), rows, 0, load.calls() + calls, load.rowCalls() + (long) calls * rows);
    }

    /** Rows and calls; who waits is the queue's to tell. Thread-safe. */
    EngineLoad load() {
        return load;
    }

    private void fill() {
        if (!options.joins() && !members.isEmpty()) {
            return;
        }
        int most = options.joins() ? MOST_JOINING : options.batch();
        letBulkStandAside();
        int joined = fill(false, most);
        fill(true, most - joined);
    }

    /** @return how many came in */
    private int fill(boolean bulk, int most) {
        for (int joined = 0; joined < most; joined++) {
            if (!hasPlace(bulk)) {
                return joined;
            }
            int free = free(bulk);
            int places = Math.min(most - joined, free);
            boolean ahead = options.joins() && options.batch() > 1 && places == free;
            Sequence next = encoderQueue.poll(bulk, places, ahead);
            if (next == null) {
                return joined;
            }
            next.beginTurn();
            members.add(next);
        }
        return most;
    }

    private int free(boolean bulk) {
        int free = options.batch() - members.size();
        return bulk
                ? Math.min(free, BulkRows.most(options.batch(), members, encoderQueue.waits(false)) - rows(true))
                : free;
    }

    /** Rows of the next call that are bulk, or are not. */
    int rows(boolean bulk) {
        return (int) members.stream().filter(member -> member.bulk() == bulk).count();
    }

    /** Whether another may come in: the one that had its turn makes room for one that waits. */
    private boolean hasPlace(boolean bulk) {
        if (free(bulk) > 0) {
            return true;
        }
        if (!options.joins() || !encoderQueue.waits(bulk)) {
            return false;
        }
        for (Sequence member : members) {
            if (member.turnFrames() >= options.turnFrames() && (!bulk || member.bulk())) {
                leave(member);
                waiting.add(member);
                return free(bulk) > 0;
            }
        }
        return false;
    }

    /** Whoever began last goes first, and is first to come back; its states go with it. */
    private void letBulkStandAside() {
        int most = BulkRows.most(options.batch(), members, encoderQueue.waits(false));
        List<Sequence> bulk = members.stream()
                .filter(Sequence::bulk)
                .sorted(Comparator.comparingInt(Sequence::steps))
                .toList();
        bulk.subList(0, Math.max(0, bulk.size() - most)).forEach(member -> {
            leave(member);
            waiting.addFirst(member);
        });
    }

    private void leave(Sequence member) {
        decoder.unseat(member);
        remove(member);
    }

    private void call() {
        boolean hurry = members.stream().anyMatch(member -> !member.heard());
        int steps = hurry ? options.firstSteps() : options.steps();
        try {
            decoder.seat(members);
            decoder.run(steps);
        } catch (RuntimeException | OutOfMemoryError e) {
            members.forEach(member -> fail(member, e));
            return;
        }
        int[] taken = new int[members.size()];
        List<Sequence> complete = new ArrayList<>();
        do {
            complete.clear();
            for (int row = 0; row < members.size(); row++) {
                Sequence member = members.get(row);
                if (!member.done()) {
                    taken[row] = member.take(decoder, row, taken[row], steps);
                    member.fault().ifPresent(fault -> lost(member, fault));
                    if (member.completes()) {
                        complete.add(member);
                    }
                }
            }
            postnet.groups(complete, Sequence::window).forEach(this::handOut);
        } while (!complete.isEmpty());
    }

    /** Refines a block of each of these and hands it out. */
    private void handOut(List<Sequence> group) {
        List<float[]> refined;
        try {
            refined = postnet.refine(group.stream().map(Sequence::window).toList());
        } catch (RuntimeException | OutOfMemoryError e) {
            group.forEach(member -> fail(member, e));
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            try {
                group.get(i).handOut(refined.get(i));
            } catch (RuntimeException | OutOfMemoryError e) {
                fail(group.get(i), e);
            }
        }
    }

    /** Nobody heard of it yet: it is tried again. Else it ends here. */
    private void lost(Sequence member, String fault) {
        member.again().ifPresentOrElse(waiting::add, () -> {
            log.warn("A segment of {} symbols could not be spoken: {}", member.symbols(), fault);
            member.fail(fault);
        });
    }

    private static void fail(Sequence sequence, Throwable e) {
        log.warn("A segment of {} symbols could not be spoken", sequence.symbols(), e);
        sequence.fail(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private void dropDone() {
        for (int row = members.size() - 1; row >= 0; row--) {
            if (members.get(row).done()) {
                remove(members.get(row));
            }
        }
    }

    /** The last one takes its row, so that the fewest move. */
    private void remove(Sequence member) {
        int row = members.indexOf(member);
        Sequence last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(row, last);
        }
    }

    /** Cancels its segments. */
    @Override
    public void close() {
        members.forEach(member -> member.job().cancel());
        members.clear();
        encoderQueue.close();
        decoder.close();
        postnet.close();
    }
}
