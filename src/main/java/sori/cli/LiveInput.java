package sori.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sori.client.LiveText;
import sori.config.Refusal;

/**
 * What somebody writes, as it comes, in UTF-8. Whoever stops writing behind a sentence or a line wants to hear it, and not only
 * once more is written. Used by one thread.
 */
final class LiveInput {
    private static final Duration PAUSE_BEHIND_SENTENCE = Duration.ofSeconds(1);

    /** At a terminal a line comes as a whole, and its writer has pressed Enter to have it heard. */
    private static final Duration PAUSE_BEHIND_LINE = Duration.ofMillis(200);

    /** Well below the time after which the pipeline holds a text for forgotten. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private static final Pattern SENTENCE_END = Pattern.compile("[.!?…。！？][\\p{Pe}\\p{Pf}\"']*\\h*$");
    private static final Pattern LINE_END = Pattern.compile("\\R\\h*$");

    /** Longer than what stands between a sentence's end and the pause. */
    private static final int TAIL_CHARACTERS = 100;

    private static final int READ_AHEAD = 1000;

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>(READ_AHEAD);
    private final LongSupplier nanoClock;
    private String tail = "";
    private long lastPieceNanos;
    private long lastSignNanos;

    /** Takes what was written. */
    interface Text {
        void append(String piece);

        /** All of it so far is to be heard now. */
        void flush();

        /** More will come. */
        void keepOpen();

        /** An utterance. */
        static Text of(LiveText live) {
            return new Text() {
                @Override
                public void append(String piece) {
                    live.append(piece);
                }

                @Override
                public void flush() {
                    live.flush();
                }

                @Override
                public void keepOpen() {
                    live.keepOpen();
                }
            };
        }
    }

    /** @param failure why nothing more comes, if there is a reason */
    private record Piece(String text, boolean end, @Nullable IOException failure) {}

    /** @param nanoClock as {@link System#nanoTime} */
    LiveInput(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lastSignNanos = nanoClock.getAsLong();
    }

    /** Reads a stream from now on; nothing but its end, or the process's, ends that. */
    static LiveInput reading(InputStream in) {
        LiveInput input = new LiveInput(System::nanoTime);
        Thread reader = new Thread(() -> input.readAll(in), "sori-live-input");
        reader.setDaemon(true);
        reader.start();
        return input;
    }

    /** Takes in all of a stream as it comes; blocks. */
    void readAll(InputStream in) {
        try {
            pieces.put(new Piece("", true, copy(in)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns why it ended before its end, if it did. A character is never cut: the decoder waits for its last byte. */
    private @Nullable IOException copy(InputStream in) throws InterruptedException {
        char[] buffer = new char[4096];
        try {
            Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8);
            for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
                pieces.put(new Piece(new String(buffer, 0, length), false, null));
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /**
     * Passes on what has come.
     *
     * @param text takes what was written
     * @param wait for something to come, at most
     * @return false at the text's end
     * @throws Refusal when the stream cannot be read
     */
    boolean pass(Text text, Duration wait) {
        Piece piece = next(wait);
        if (piece == null) {
            onSilence(text);
            return true;
        }
        if (piece.failure() != null) {
            throw new Refusal("the text cannot be read on: " + piece.failure().getMessage(), piece.failure());
        }
        if (!piece.end()) {
            text.append(piece.text());
            String all = tail + piece.text();
            tail = all.substring(Math.max(0, all.length() - TAIL_CHARACTERS));
            lastPieceNanos = nanoClock.getAsLong();
            lastSignNanos = lastPieceNanos;
        }
        return !piece.end();
    }

    /** Passes on what has come already, whatever that is: nobody waits for more. For whoever passes nothing any more otherwise. */
    void passRest(Text text) {
        List<Piece> rest = new ArrayList<>();
        pieces.drainTo(rest);
        rest.forEach(piece -> text.append(piece.text()));
    }

    private void onSilence(Text text) {
        long now = nanoClock.getAsLong();
        long silentNanos = now - lastPieceNanos;
        if (LINE_END.matcher(tail).find() && silentNanos >= PAUSE_BEHIND_LINE.toNanos()
                || SENTENCE_END.matcher(tail).find() && silentNanos >= PAUSE_BEHIND_SENTENCE.toNanos()) {
            tail = "";
            text.flush();
        }
        if (now - lastSignNanos >= SIGN_OF_LIFE.toNanos()) {
            lastSignNanos = now;
            text.keepOpen();
        }
    }

    private @Nullable Piece next(Duration wait) {
        try {
            return pieces.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted", e);
        }
    }
}
