package sori.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sori.text.EmbedMode;
import sori.text.Lexicon;
import sori.text.SpokenWord;
import sori.text.SymbolEncoder;
import sori.text.SymbolTable;

/**
 * An utterance as symbols, each with the time in which it is heard; what the duration guide pulls the attention to.
 *
 * @param ids indices into the symbol table, the end symbol last
 * @param startSeconds per symbol, from the first frame
 * @param endSeconds per symbol
 */
public record TimedSymbols(int[] ids, float[] startSeconds, float[] endSeconds) {

    /** How an utterance's words enter the model: as their letters, as their phones or sounds, or drawn word by word. */
    public enum Form {
        CHARACTERS,
        PHONES,
        MIXED;

        /** Whether a word enters as it sounds. */
        private boolean sounds(Random random) {
            return this == PHONES || this == MIXED && random.nextBoolean();
        }
    }

    public int length() {
        return ids.length;
    }

    /**
     * The same form as the embed stage makes: words joined by one space, punctuation after its word, the end symbol last.
     *
     * @param totalSeconds length of the trimmed recording
     * @param trimmedSeconds what was cut off its start
     */
    public static TimedSymbols of(
            List<TimedWord> words,
            Form form,
            SymbolTable table,
            double trimmedSeconds,
            double totalSeconds,
            Random random) {
        Builder builder = new Builder(table, trimmedSeconds);
        double time = trimmedSeconds;
        for (int i = 0; i < words.size(); i++) {
            TimedWord word = words.get(i);
            if (i > 0) {
                builder.add(" ", time, word.startSeconds());
            }
            boolean phones = form.sounds(random);
            double start = i == 0 ? trimmedSeconds : word.startSeconds();
            if (phones) {
                builder.phones(word, start);
            } else {
                builder.characters(word, start);
            }
            time = word.endSeconds();
            double next = i + 1 < words.size() ? words.get(i + 1).startSeconds() : time;
            for (int j = 0; j < word.punctuation().length(); j++) {
                builder.add(word.punctuation().substring(j, j + 1), time, next);
                time = next;
            }
        }
        builder.add(SymbolTable.END, time, trimmedSeconds + totalSeconds);
        return builder.build();
    }

    /**
     * An utterance without known times: its symbols as the embed stage makes them, each given the same share of the recording.
     * Korean has all forms, since its sounds follow from its letters; any other language has its letters, whatever the form. What the
     * table lacks is left out.
     *
     * @param text spoken form
     */
    public static TimedSymbols spread(String text, Form form, SymbolTable table, double totalSeconds, Random random) {
        SymbolEncoder encoder = new SymbolEncoder(table, Lexicon.EMPTY, EmbedMode.CHARACTERS);
        int[] ids = encoder.encode(
                        SpokenWord.split(text), word -> form.sounds(random) ? EmbedMode.LEXICON : EmbedMode.CHARACTERS)
                .symbols();
        return new TimedSymbols(ids, new float[ids.length], new float[ids.length]).spread(totalSeconds);
    }

    /** The same symbols, each given the same share of the recording. */
    public TimedSymbols spread(double totalSeconds) {
        float[] starts = new float[ids.length];
        float[] ends = new float[ids.length];
        double each = totalSeconds / ids.length;
        for (int i = 0; i < ids.length; i++) {
            starts[i] = (float) (i * each);
            ends[i] = (float) ((i + 1) * each);
        }
        return new TimedSymbols(ids, starts, ends);
    }

    private static final class Builder {
        private final SymbolTable table;
        private final double originSeconds;
        private final List<Integer> ids = new ArrayList<>();
        private final List<Double> starts = new ArrayList<>();
        private final List<Double> ends = new ArrayList<>();

        Builder(SymbolTable table, double originSeconds) {
            this.table = table;
            this.originSeconds = originSeconds;
        }

        void add(String symbol, double start, double end) {
            ids.add(table.indexOf(symbol));
            starts.add(start - originSeconds);
            ends.add(Math.max(start, end) - originSeconds);
        }

        void phones(TimedWord word, double start) {
            double from = start;
            for (TimedPhone phone : word.phones()) {
                add(phone.symbol(), from, phone.endSeconds());
                from = phone.endSeconds();
            }
        }

        void characters(TimedWord word, double start) {
            double each = (word.endSeconds() - start) / word.spoken().length();
            for (int j = 0; j < word.spoken().length(); j++) {
                add(word.spoken().substring(j, j + 1), start + j * each, start + (j + 1) * each);
            }
        }

        TimedSymbols build() {
            int[] symbols = ids.stream().mapToInt(Integer::intValue).toArray();
            return new TimedSymbols(symbols, floats(starts), floats(ends));
        }

        private static float[] floats(List<Double> values) {
            float[] out = new float[values.size()];
            for (int i = 0; i < out.length; i++) {
                out[i] = values.get(i).floatValue();
            }
            return out;
        }
    }
}
