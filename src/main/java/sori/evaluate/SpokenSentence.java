package sori.evaluate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import sori.acoustic.SpeechLength;
import sori.corpus.Corpus;
import sori.mel.MelCepstralDistortion;

/**
 * A held-out sentence as a model spoke it freely, and what can be said of it.
 *
 * @param symbols that it was spoken from, the end symbol last
 * @param mel {@code [frames, mels]} row-major, natural log
 * @param seconds of speech
 * @param stopped whether the decoder found the end by itself
 * @param attention empty for models without
 * @param lengthRatio speech over recording; empty where there is no recording, like the next
 * @param distortionDb from the recording; empty too where that has another mel format
 */
public record SpokenSentence(
        Corpus.Utterance utterance,
        int[] symbols,
        float[] mel,
        double seconds,
        boolean stopped,
        Optional<AttentionPath> attention,
        OptionalDouble lengthRatio,
        OptionalDouble distortionDb) {
    /** Speech this many times longer or shorter than the recording is not the same sentence any more. */
    private static final double LENGTH_BOUND = 2;

    static final String HEADER =
            "id\tsymbols\tseconds\tstopped\treachedEnd\tcoverage\tskips\trepeats\tlengthRatio\tmelCepstralDistortionDb\ttext\n";

    /** Compares what was spoken with what was to be. */
    static SpokenSentence of(EngineOutput spoken, Prompt prompt, int[] symbols, Speaker speaker) {
        double seconds = speaker.seconds(spoken.mel().length / speaker.format().mels());
        return new SpokenSentence(
                prompt.utterance(),
                symbols,
                spoken.mel(),
                seconds,
                !spoken.cut(),
                speaker.shape().attends()
                        ? Optional.of(new AttentionPath(spoken.attended(), symbols.length, speaker.limits()))
                        : Optional.empty(),
                prompt.recorded()
                        .map(recording -> OptionalDouble.of(seconds / recording.seconds()))
                        .orElse(OptionalDouble.empty()),
                distortion(prompt, spoken.mel(), speaker));
    }

    private static OptionalDouble distortion(Prompt prompt, float[] mel, Speaker speaker) {
        Optional<Prompt.Recording> comparable =
                prompt.recorded().filter(recording -> recording.format().equals(speaker.format()));
        return comparable.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(MelCepstralDistortion.of(
                                mel, comparable.get().mel(), speaker.format().mels())
                        .decibels());
    }

    /** Whether it went wrong in a way that anybody hears: no end, text left out or said twice, or far too long or short. */
    boolean failed() {
        boolean lost = attention.isPresent()
                && (!attention.get().reachesEnd()
                        || attention.get().skips() > 0
                        || attention.get().repeats() > 0);
        boolean odd = attention.isEmpty() && !SpeechLength.plausible(seconds, symbols.length);
        return !stopped || lost || odd || !likeRecording();
    }

    private boolean likeRecording() {
        double ratio = lengthRatio.orElse(1);
        return ratio <= LENGTH_BOUND && ratio >= 1 / LENGTH_BOUND;
    }

    /** Whether it ended by itself and is about as long as its text and its recording are, wherever its attention was. */
    boolean ordinary() {
        return stopped && likeRecording() && SpeechLength.plausible(seconds, symbols.length);
    }

    /** A line under {@link #HEADER}; what there is no figure for is left empty. */
    String line() {
        return String.join(
                        "\t",
                        List.of(
                                utterance.id(),
                                Integer.toString(symbols.length),
                                number(OptionalDouble.of(seconds)),
                                Boolean.toString(stopped),
                                attention
                                        .map(path -> Boolean.toString(path.reachesEnd()))
                                        .orElse(""),
                                attention
                                        .map(path -> number(OptionalDouble.of(path.coverage())))
                                        .orElse(""),
                                attention
                                        .map(path -> Integer.toString(path.skips()))
                                        .orElse(""),
                                attention
                                        .map(path -> Integer.toString(path.repeats()))
                                        .orElse(""),
                                number(lengthRatio),
                                number(distortionDb),
                                utterance.text()))
                + "\n";
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "";
    }
}
