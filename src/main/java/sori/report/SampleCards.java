package sori.report;

import java.util.List;
import java.util.Optional;

/** What each member made of the same sentences, to listen to and to look at. */
final class SampleCards {
    private final Comparison comparison;

    SampleCards(Comparison comparison) {
        this.comparison = comparison;
    }

    String all() {
        StringBuilder html = new StringBuilder();
        for (Sample recorded : comparison.reference().samples()) {
            String id = recorded.sentence();
            String text = comparison.sentences().stream()
                    .filter(sentence -> sentence.id().equals(id))
                    .map(Sentence::text)
                    .findFirst()
                    .orElse(id);
            html.append("<h3>“").append(Html.text(text)).append("”</h3>\n<div class=\"cards\">");
            html.append(card("the recording", Optional.of(recorded), "through the same vocoder"));
            for (Member member : comparison.members()) {
                html.append(card(FigureTables.heading(member), sample(member.samples(), id), said(member, id)));
            }
            html.append("</div>\n");
        }
        return html.toString();
    }

    private static Optional<Sample> sample(List<Sample> samples, String sentence) {
        return samples.stream()
                .filter(sample -> sample.sentence().equals(sentence))
                .findFirst();
    }

    private static String said(Member member, String sentence) {
        return member.figures().stream()
                .flatMap(figures -> figures.spoken().stream())
                .filter(spoken -> spoken.sentence().equals(sentence))
                .map(spoken -> String.format(
                        java.util.Locale.ROOT,
                        "%.1f s, %s, distortion %.2f dB",
                        spoken.seconds(),
                        spoken.stopped() ? "stopped by itself" : "found no end",
                        spoken.distortionDb()))
                .findFirst()
                .orElse("not measured yet");
    }

    private static String card(String heading, Optional<Sample> sample, String fact) {
        StringBuilder html = new StringBuilder("<div class=\"card\"><h4>" + heading + "</h4>");
        if (sample.isPresent()) {
            Sample given = sample.get();
            html.append("<audio controls preload=\"none\" src=\"")
                    .append(Html.data("audio/wav", given.wav()))
                    .append("\"></audio>")
                    .append(picture("mel", "mel spectrogram, 80 bands upwards", given.mel()));
            given.alignment()
                    .ifPresent(alignment -> html.append(
                            picture("alignment", "attention of each decoder step, symbols upwards", alignment)));
        }
        return html.append("<p class=\"fact\">")
                .append(Html.text(fact))
                .append("</p></div>")
                .toString();
    }

    private static String picture(String kind, String description, byte[] png) {
        return "<img class=\"" + kind + "\" alt=\"" + description + "\" title=\"" + description + "\" src=\""
                + Html.data("image/png", png) + "\">";
    }
}
