package sori.stream;

import java.util.ArrayList;
import java.util.List;
import sori.schema.MelChunk;
import sori.schema.MelWord;
import sori.schema.WordMark;

/** When the words of a sentence are heard, from the symbols that its frames attended to. */
final class WordMarks {
    private WordMarks() {}

    /**
     * A word is heard from the first to the last frame that attended to one of its symbols, but not before the word in
     * front of it has ended. Spoken words of one source span share a mark; a word without a frame has none.
     *
     * @param sentence its mel chunks, all of them
     * @param firstSample where the sentence begins within the utterance
     * @param hopSamples samples per mel frame
     * @param samples length of the sentence
     */
    static List<WordMark> of(List<MelChunk> sentence, long firstSample, int hopSamples, int samples) {
        int[] attended = sentence.stream()
                .flatMap(chunk -> chunk.getAttended().stream())
                .mapToInt(Integer::intValue)
                .toArray();
        List<WordMark> marks = new ArrayList<>();
        int from = 0;
        for (MelWord word : sentence.get(0).getWords()) {
            int first = firstFrame(attended, from, word);
            if (first < 0) {
                continue;
            }
            int end = endFrame(attended, first, word);
            add(
                    marks,
                    word,
                    firstSample + (long) first * hopSamples,
                    firstSample + Math.min(samples, (long) end * hopSamples) - 1);
            from = end;
        }
        return marks;
    }

    private static int firstFrame(int[] attended, int from, MelWord word) {
        for (int frame = from; frame < attended.length; frame++) {
            if (isIn(word, attended[frame])) {
                return frame;
            }
        }
        return -1;
    }

    /** After the last frame of the run; attention that flickers for a frame or two does not end a word. */
    private static int endFrame(int[] attended, int first, MelWord word) {
        int end = first + 1;
        for (int frame = end; frame < attended.length && attended[frame] < word.getEndSymbol(); frame++) {
            if (isIn(word, attended[frame])) {
                end = frame + 1;
            }
        }
        return end;
    }

    private static boolean isIn(MelWord word, int symbol) {
        return symbol >= word.getFirstSymbol() && symbol < word.getEndSymbol();
    }

    private static void add(List<WordMark> marks, MelWord word, long first, long last) {
        if (!marks.isEmpty()) {
            WordMark before = marks.get(marks.size() - 1);
            if (before.getSourceStart() == word.getSourceStart() && before.getSourceEnd() == word.getSourceEnd()) {
                before.setLastSample(last);
                return;
            }
        }
        marks.add(new WordMark(word.getSourceStart(), word.getSourceEnd(), first, last));
    }
}
