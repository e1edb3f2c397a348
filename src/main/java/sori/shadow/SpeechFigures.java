package sori.shadow;

import java.util.Arrays;
import java.util.List;
import sori.acoustic.AttentionLimits;
import sori.acoustic.SpeechLength;
import sori.mel.MelFormat;
import sori.schema.MelStatus;
import sori.schema.ShadowFigures;
import sori.synthesis.Speech;

/** What a shadow's speech tells of its attention and its time. Stateless. */
final class SpeechFigures {
    /** Flickering back by one symbol is how attention looks where two sounds meet. */
    private static final int FLICKER = 1;

    private SpeechFigures() {}

    static ShadowFigures of(Speech speech) {
        List<Speech.Sentence> spoken = speech.sentences().stream()
                .filter(sentence -> !sentence.symbols().isEmpty())
                .toList();
        return new ShadowFigures(
                speech.samples(),
                speech.format().sampleRateHz(),
                msPerSecond(speech.melNanos(), speech),
                msPerSecond(speech.vocodeNanos(), speech),
                spoken.size(),
                spoken.stream().mapToInt(Speech.Sentence::frames).sum(),
                (int) spoken.stream().filter(SpeechFigures::cut).count(),
                (int) spoken.stream()
                        .filter(sentence -> unreached(sentence, speech.format(), speech.limits()))
                        .count(),
                spoken.stream().mapToInt(SpeechFigures::backwardFrames).sum());
    }

    private static double msPerSecond(long nanos, Speech speech) {
        return speech.samples() == 0 ? 0 : nanos / 1e6 / speech.seconds();
    }

    private static boolean cut(Speech.Sentence sentence) {
        return sentence.chunks().stream().anyMatch(chunk -> chunk.getStatus() == MelStatus.CUT);
    }

    /** Without attention the length alone tells. */
    private static boolean unreached(Speech.Sentence sentence, MelFormat format, AttentionLimits limits) {
        int[] attended = sentence.attended();
        if (attended.length == 0) {
            return !SpeechLength.plausible(sentence.frames(), sentence.symbols().size(), format);
        }
        int furthest = Arrays.stream(attended).max().orElse(0);
        return !limits.reachesEnd(furthest, sentence.symbols().size());
    }

    private static int backwardFrames(Speech.Sentence sentence) {
        int backward = 0;
        int furthest = 0;
        for (int symbol : sentence.attended()) {
            backward += symbol < furthest - FLICKER ? 1 : 0;
            furthest = Math.max(furthest, symbol);
        }
        return backward;
    }
}
