package sori.acoustic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sequences that wait for a place in a worker's batch, interactive and bulk apart, each in its order. Thread-safe. */
final class SequenceQueue {
    private final Deque<Sequence> interactive = new ArrayDeque<>();
    private final Deque<Sequence> bulk = new ArrayDeque<>();

    private Deque<Sequence> line(boolean ofBulk) {
        if (!ofBulk) {
            moveHurried(bulk, interactive);
        }
        return ofBulk ? bulk : interactive;
    }

    /** What is bulk no more goes to the end of the others' line. */
    static void moveHurried(Deque<Sequence> bulk, Deque<Sequence> interactive) {
        for (Iterator<Sequence> all = bulk.iterator(); all.hasNext(); ) {
            Sequence sequence = all.next();
            if (!sequence.bulk()) {
                all.remove();
                interactive.add(sequence);
            }
        }
    }

    synchronized void add(Sequence sequence) {
        line(sequence.bulk()).addLast(sequence);
        notifyAll();
    }

    /** One that had a place goes before those that had none. */
    synchronized void addFirst(Sequence sequence) {
        line(sequence.bulk()).addFirst(sequence);
        notifyAll();
    }

    /** The first, of bulk where nothing else waits. Waits for one. */
    synchronized Sequence take() throws InterruptedException {
        while (isEmpty()) {
            wait();
        }
        return line(line(false).isEmpty()).remove();
    }

    /** The first of bulk, or of the others; null if none waits. */
    synchronized @Nullable Sequence poll(boolean ofBulk) {
        return line(ofBulk).poll();
    }

    synchronized int size(boolean ofBulk) {
        return line(ofBulk).size();
    }

    synchronized boolean isEmpty() {
        return interactive.isEmpty() && bulk.isEmpty();
    }

    synchronized void forEach(Consumer<Sequence> action) {
        interactive.forEach(action);
        bulk.forEach(action);
    }
}
