package sori.synthesis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sori.schema.MelChunk;
import sori.schema.MelWord;
import sori.schema.WordMark;

/**
 * When the words of a sentence are heard, from the symbols that its frames attend to, as the frames come in.
 *
 * <p>A word is heard from the first to the last frame that attends to one of its symbols, until a later word begins; attention
 * that flickers back is ignored. Spoken words of one source span share a mark; a word without a frame has none,
 * and so have all words of a voice without attention. Not thread-safe.
 */
final class WordMarks {
    private final long firstSample;
    private final int hopSamples;
    private final Deque<WordMark> ended = new ArrayDeque<>();
    private List<MelWord> words = List.of();
    private @Nullable WordMark current;
    private int word = -1;
    private long frames;

    /**
     * @param firstSample where the sentence begins within the utterance
     * @param hopSamples samples per mel frame
     */
    WordMarks(long firstSample, int hopSamples) {
        this.firstSample = firstSample;
        this.hopSamples = hopSamples;
    }

    /** The next frames; the sentence's first chunk brings its words. */
    void add(MelChunk chunk) {
        if (chunk.getFrameOffset() == 0) {
            words = chunk.getWords();
        }
        for (int symbol : chunk.getAttended()) {
            add(symbol);
        }
    }

    private void add(int symbol) {
        long first = firstSample + frames * hopSamples;
        frames++;
        int found = find(symbol);
        if (found < 0) {
            return;
        }
        MelWord at = words.get(found);
        word = found;
        if (current == null
                || current.getSourceStart() != at.getSourceStart()
                || current.getSourceEnd() != at.getSourceEnd()) {
            endWord();
            current = new WordMark(at.getSourceStart(), at.getSourceEnd(), first, first);
        }
        current.setLastSample(first + hopSamples - 1);
    }

    /** The word that a symbol is of; -1 when it is of none, or of one that is over. */
    private int find(int symbol) {
        for (int i = Math.max(0, word); i < words.size(); i++) {
            if (symbol >= words.get(i).getFirstSymbol() && symbol < words.get(i).getEndSymbol()) {
                return i;
            }
        }
        return -1;
    }

    private void endWord() {
        if (current != null) {
            ended.add(current);
            current = null;
        }
    }

    /** The words that are over and end before a sample, each once. */
    List<WordMark> takeBefore(long sample) {
        List<WordMark> taken = new ArrayList<>();
        while (!ended.isEmpty() && ended.getFirst().getLastSample() < sample) {
            taken.add(ended.removeFirst());
        }
        return taken;
    }

    /** The sentence is over, and has samples up to this one only. */
    void end(long endSample) {
        endWord();
        ended.removeIf(mark -> mark.getFirstSample() >= endSample);
        ended.forEach(mark -> mark.setLastSample(Math.min(mark.getLastSample(), endSample - 1)));
    }
}
