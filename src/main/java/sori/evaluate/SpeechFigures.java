package sori.evaluate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a model in training spoke sentences of the validation list freely. A figure that can't be known is NaN.
 *
 * @param step after which
 * @param sentences spoken
 * @param failed of them; see {@link SpokenSentence#failed}
 * @param stopped of them by themselves
 * @param coverage share of the symbols that were attended to
 * @param lengthRatio speech over recordings
 * @param distortionDb mel-cepstral, from the recordings
 * @param wordErrorRatePercent by a recognizer
 */
public record SpeechFigures(
        long step,
        int sentences,
        int failed,
        int stopped,
        double coverage,
        double skips,
        double repeats,
        double lengthRatio,
        double distortionDb,
        double wordErrorRatePercent) {
    /** How {@link #beats} decides, in words. */
    public static final String RULE =
            "on the validation list, spoken freely: fewest failed sentences, then lowest word error rate where a recognizer"
                    + " listened, else lowest mel-cepstral distortion; the earlier of equals";

    public static SpeechFigures of(long step, HeldOut spoken, OptionalDouble wordErrorRatePercent) {
        Map<String, Object> figures = spoken.figures();
        return new SpeechFigures(
                step,
                spoken.sentences().size(),
                spoken.failed(),
                spoken.stopped(),
                number(figures, HeldOut.COVERAGE),
                number(figures, HeldOut.SKIPS),
                number(figures, HeldOut.REPEATS),
                number(figures, FigureContest.LENGTH),
                number(figures, FigureContest.DISTORTION),
                wordErrorRatePercent.orElse(Double.NaN));
    }

    private static double number(Map<String, Object> figures, String name) {
        return figures.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /**
     * Whether the checkpoint with these figures is kept in place of the other's: {@link #RULE}. Other numbers of sentences can't be
     * compared; then these figures win, for they are the newer.
     */
    public boolean beats(SpeechFigures other) {
        if (sentences != other.sentences) {
            return true;
        }
        if (failed != other.failed) {
            return failed < other.failed;
        }
        boolean heard = !Double.isNaN(wordErrorRatePercent) && !Double.isNaN(other.wordErrorRatePercent);
        return heard ? wordErrorRatePercent < other.wordErrorRatePercent : distortionDb < other.distortionDb;
    }

    /** By their names, in the order of the log's columns after the step. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("sentences", (double) sentences);
        figures.put(FigureContest.FAILED, (double) failed);
        figures.put("stopped", (double) stopped);
        figures.put(HeldOut.COVERAGE, coverage);
        figures.put(HeldOut.SKIPS, skips);
        figures.put(HeldOut.REPEATS, repeats);
        figures.put(FigureContest.LENGTH, lengthRatio);
        figures.put(FigureContest.DISTORTION, distortionDb);
        figures.put(FigureContest.WORD_ERRORS, wordErrorRatePercent);
        return figures;
    }

    /** @param row step and {@link #figures}; there may be more */
    public static SpeechFigures ofRow(double[] row) {
        return new SpeechFigures(
                (long) row[0],
                (int) row[1],
                (int) row[2],
                (int) row[3],
                row[4],
                row[5],
                row[6],
                row[7],
                row[8],
                row[9]);
    }

    public String summary() {
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%d of %d spoken sentences failed", failed, sentences));
        line.append(Double.isNaN(distortionDb) ? "" : String.format(Locale.ROOT, ", MCD %.2f dB", distortionDb));
        line.append(
                Double.isNaN(wordErrorRatePercent)
                        ? ""
                        : String.format(Locale.ROOT, ", word error rate %.1f %%", wordErrorRatePercent));
        return line.toString();
    }

    /** What is known, and the step, for a manifest. */
    public Map<String, Object> known() {
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("step", step);
        figures().forEach((name, value) -> {
            if (!Double.isNaN(value)) {
                known.put(name, value);
            }
        });
        return known;
    }
}
