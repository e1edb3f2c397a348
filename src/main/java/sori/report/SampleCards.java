package sori.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each member made of one sentence, to listen to and to look at.
 *
 * @param text the sentence
 */
record SampleCards(String text, List<Card> cards) {
    /**
     * One of them.
     *
     * @param member null for the recording
     * @param sample null where there is none yet
     */
    record Card(@Nullable Member member, @Nullable Sample sample, String fact) {}

    static List<SampleCards> of(Comparison comparison) {
        return comparison.reference().samples().stream()
                .map(recorded -> of(comparison, recorded))
                .toList();
    }

    private static SampleCards of(Comparison comparison, Sample recorded) {
        String id = recorded.sentence();
        String text = comparison.sentences().stream()
                .filter(sentence -> sentence.id().equals(id))
                .map(Sentence::text)
                .findFirst()
                .orElse(id);
        List<Card> cards = new ArrayList<>(List.of(new Card(null, recorded, "through the same vocoder")));
        for (Member member : comparison.members()) {
            Optional<Sample> sample = member.samples().stream()
                    .filter(each -> each.sentence().equals(id))
                    .findFirst();
            cards.add(new Card(member, sample.orElse(null), said(member, id)));
        }
        return new SampleCards(text, cards);
    }

    private static String said(Member member, String sentence) {
        return member.figures().stream()
                .flatMap(figures -> figures.spoken().stream())
                .filter(spoken -> spoken.sentence().equals(sentence))
                .map(spoken -> String.format(
                        Locale.ROOT,
                        "%.1f s, %s, distortion %.2f dB",
                        spoken.seconds(),
                        spoken.stopped() ? "stopped by itself" : "found no end",
                        spoken.distortionDb()))
                .findFirst()
                .orElse("not measured yet");
    }
}
