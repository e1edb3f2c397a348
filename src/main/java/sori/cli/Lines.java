package sori.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts lines together again of what comes in pieces, and gives them out, those of a piece together; blank ones are left out. */
final class Lines implements LiveInput.Text {
    private final Consumer<List<String>> some;
    private final StringBuilder begun = new StringBuilder();

    Lines(Consumer<List<String>> some) {
        this.some = some;
    }

    @Override
    public void append(String piece) {
        List<String> whole = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < piece.length(); at++) {
            if (piece.charAt(at) == '\n' || piece.charAt(at) == '\r') {
                begun.append(piece, start, at);
                start = at + 1;
                take(whole);
            }
        }
        begun.append(piece, start, piece.length());
        some.accept(whole);
    }

    /** The last line may have no end. */
    void end() {
        List<String> last = new ArrayList<>();
        take(last);
        some.accept(last);
    }

    private void take(List<String> whole) {
        String line = begun.toString();
        begun.setLength(0);
        if (!line.isBlank()) {
            whole.add(line);
        }
    }

    @Override
    public void flush() {
        // A line is whole when its end has come.
    }

    @Override
    public void keepOpen() {
        // Nobody waits for a line.
    }
}
