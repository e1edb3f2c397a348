package sori.text.rules;

import java.util.ArrayList;
import java.util.List;
import sori.text.GrowingText;
import sori.text.Sentence;

/** A growing text, window by window. */
final class GrowingReading implements GrowingText {
    private final TextReader reader;
    private int offset;
    private String pending;
    private boolean begun;

    GrowingReading(TextReader reader, State state) {
        this.reader = reader;
        this.offset = state.offset();
        this.pending = state.pending();
        this.begun = state.begun();
    }

    @Override
    public List<Sentence> append(String part) {
        pending += part;
        return read(false);
    }

    @Override
    public List<Sentence> flush() {
        int end = pending.length();
        boolean half = end > 0 && Character.isHighSurrogate(pending.charAt(end - 1));
        String waiting = half ? pending.substring(end - 1) : "";
        pending = pending.substring(0, end - waiting.length());
        List<Sentence> sentences = read(true);
        pending += waiting;
        return sentences;
    }

    @Override
    public List<Sentence> close() {
        List<Sentence> sentences = read(true);
        pending = "";
        return sentences;
    }

    @Override
    public State state() {
        return new State(offset, pending, begun);
    }

    private List<Sentence> read(boolean closed) {
        List<Sentence> sentences = new ArrayList<>();
        Windows windows = new Windows(reader, pending, offset, closed, begun, false);
        for (Windows.Window window = windows.next(); window != null; window = windows.next()) {
            sentences.addAll(window.sentences());
        }
        offset += windows.start();
        pending = pending.substring(windows.start());
        if (windows.openTicks() > 0) {
            offset -= CodeFences.OPEN_LENGTH;
            pending = CodeFences.open(windows.openTicks()) + pending;
        }
        begun |= !sentences.isEmpty();
        return sentences;
    }
}
