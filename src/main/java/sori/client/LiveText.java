package sori.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import sori.schema.TextEvent;
import sori.schema.TextPart;

/**
 * One utterance whose text is sent while it is written: every piece goes out as it is, and is spoken as soon as nothing that
 * follows can change how. What Kafka does not take is told by the next call. Thread-safe, but the order of pieces is that of the
 * calls.
 */
public final class LiveText implements AutoCloseable {
    /** A piece is well below what a topic takes. */
    private static final int MOST_CHARACTERS = 50_000;

    private final TextEvent utterance;
    private final Function<TextEvent, CompletableFuture<?>> send;
    private final Queue<CompletableFuture<?>> pending = new ArrayDeque<>();
    private String held = "";
    private final AtomicInteger parts = new AtomicInteger();
    private boolean flushed = true;
    private boolean closed;

    /** @param utterance everything but the text and the part */
    LiveText(TextEvent utterance, Function<TextEvent, CompletableFuture<?>> send) {
        if (utterance.getUtteranceId() == null || utterance.getUtteranceId().isEmpty()) {
            throw new IllegalArgumentException("a text in pieces needs an utterance id");
        }
        this.utterance = utterance;
        this.send = send;
    }

    /**
     * Sends more of the text; half of a surrogate pair waits for its other half.
     *
     * @throws IllegalStateException after {@link #close}
     * @throws java.util.concurrent.CompletionException when Kafka did not take an earlier piece
     */
    public synchronized void append(CharSequence text) {
        requireOpen();
        String all = held + text;
        int end = all.length();
        if (end > 0 && Character.isHighSurrogate(all.charAt(end - 1))) {
            end--;
        }
        held = all.substring(end);
        for (int start = 0; start < end; ) {
            int cut = Math.min(end, start + MOST_CHARACTERS);
            if (cut < end && Character.isHighSurrogate(all.charAt(cut - 1))) {
                cut--;
            }
            part(all.substring(start, cut), false, false);
            start = cut;
        }
    }

    /** Lets all of the text so far be spoken now, as if a paragraph ended here. */
    public synchronized void flush() {
        requireOpen();
        if (!flushed) {
            part("", false, true);
        }
    }

    /**
     * Says that more will come, which the pipeline doubts when nothing has for its {@code partTimeoutSeconds}: it would end the
     * utterance and go on with the key's next.
     */
    public synchronized void keepOpen() {
        requireOpen();
        if (parts.get() > 0) {
            boolean spoken = flushed;
            part("", false, false);
            flushed = spoken;
        }
    }

    /** Ends the text, and waits until Kafka has all of it. One of which nothing was written is not sent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (parts.get() > 0 || !held.isEmpty()) {
                part(held.isEmpty() ? "" : "\uFFFD", true, false);
            }
            pending.forEach(CompletableFuture::join);
        }
    }

    /** How many pieces were sent; waits for nothing. */
    public int parts() {
        return parts.get();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the text of " + utterance.getUtteranceId() + " is closed");
        }
    }

    private void part(String text, boolean last, boolean flush) {
        while (!pending.isEmpty() && pending.element().isDone()) {
            pending.remove().join();
        }
        pending.add(send.apply(TextEvent.newBuilder(utterance)
                .setText(text)
                .setPart(new TextPart(parts.getAndIncrement(), last, flush))
                .build()));
        flushed = flush;
    }
}
