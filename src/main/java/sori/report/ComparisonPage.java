package sori.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Writes a comparison as one HTML file that needs nothing else: pictures and samples are inside. */
public final class ComparisonPage {
    private static final String TITLE = "RNN, LSTM and GRU, with and without attention";

    private final Comparison comparison;

    private ComparisonPage(Comparison comparison) {
        this.comparison = comparison;
    }

    /** Replaces what was there, whole or not at all, so that a browser may look at it at any time. */
    public static void write(Comparison comparison, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        Files.writeString(part, new ComparisonPage(comparison).html());
        Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
    }

    private String html() throws IOException {
        FigureTables tables = new FigureTables(comparison);
        Charts charts = new Charts(comparison);
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + TITLE + "</title>\n<style>\n"
                + resource("page.css") + "</style>\n</head>\n<body>\n<main>\n<h1>" + TITLE + "</h1>\n"
                + "<p class=\"lead\">" + Html.text(lead()) + "</p>\n" + conditions()
                + section("What can be concluded", findings())
                + section("By length of text", legend() + charts.byLength() + resource("length.html"))
                + section("Listen and look", resource("samples.html") + new SampleCards(comparison).all())
                + section("Training curves", legend() + charts.losses() + resource("curves.html"))
                + section("Figures", tables.cost() + tables.speech())
                + section("How this was measured", resource("method.html")) + "</main>\n</body>\n</html>\n";
    }

    private String lead() {
        long measured = comparison.members().stream()
                .filter(member -> member.figures().isPresent())
                .count();
        boolean going = comparison.members().stream()
                .anyMatch(member -> !member.training().finished());
        return String.format(
                Locale.ROOT,
                "The same Tacotron 2 with three kinds of recurrent cell, each with location-sensitive attention and with one"
                        + " vector for the whole text in its place: one corpus, one budget of processor time, one list of %d"
                        + " sentences that training never saw. %d of %d members are measured%s.",
                comparison.sentences().size(),
                measured,
                comparison.members().size(),
                going ? "; training goes on" : "");
    }

    private String conditions() {
        StringBuilder html = new StringBuilder("<dl class=\"conditions\">");
        comparison
                .conditions()
                .forEach((name, value) -> html.append("<div><dt>")
                        .append(Html.text(name))
                        .append("</dt><dd>")
                        .append(Html.text(value))
                        .append("</dd></div>"));
        return html.append("</dl>\n").toString();
    }

    private String findings() {
        StringBuilder html = new StringBuilder();
        for (Finding finding : Findings.of(comparison)) {
            html.append("<article class=\"finding\"><h3>")
                    .append(Html.text(finding.claim()))
                    .append("</h3><p class=\"source\">")
                    .append(Html.text(finding.sources()))
                    .append("</p><p><strong class=\"verdict ")
                    .append(finding.verdict().name().toLowerCase(Locale.ROOT))
                    .append("\">")
                    .append(finding.verdict().words())
                    .append("</strong></p><ul>");
            List<Finding.Evidence> evidence = finding.evidence();
            evidence.forEach(each ->
                    html.append("<li>").append(Html.text(each.sentence())).append("</li>"));
            html.append("</ul></article>\n");
        }
        return html.toString();
    }

    private String legend() {
        StringBuilder html = new StringBuilder("<p class=\"legend\">");
        comparison
                .members()
                .forEach(member -> html.append("<span>")
                        .append(FigureTables.heading(member))
                        .append("</span> "));
        return html.append("</p>\n").toString();
    }

    private static String section(String heading, String content) {
        return "<section>\n<h2>" + heading + "</h2>\n" + content + "</section>\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ComparisonPage.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
