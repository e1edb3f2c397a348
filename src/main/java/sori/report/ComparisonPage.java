package sori.report;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/** Writes a comparison as one HTML file that needs nothing else: pictures and samples are inside. */
public final class ComparisonPage {
    private static final Mustache TEMPLATE = new DefaultMustacheFactory("sori/report").compile("page.mustache");

    private ComparisonPage() {}

    /** What {@code page.mustache} names, with the components of what is inside. */
    private record View(
            String style,
            int sentences,
            long measured,
            int memberCount,
            boolean goesOn,
            List<Fact> conditions,
            List<Finding> findings,
            Charts byLength,
            List<SampleCards> samples,
            Charts losses,
            List<FigureTable> tables) {}

    private record Fact(String name, String value) {}

    /** Replaces what was there, whole or not at all, so that a browser may look at it at any time. */
    public static void write(Comparison comparison, Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        try (Writer out = Files.newBufferedWriter(part)) {
            TEMPLATE.execute(out, view(comparison));
        }
        Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
    }

    private static View view(Comparison comparison) throws IOException {
        List<Member> members = comparison.members();
        return new View(
                style(),
                comparison.sentences().size(),
                members.stream().filter(member -> member.figures().isPresent()).count(),
                members.size(),
                members.stream().anyMatch(member -> !member.training().finished()),
                comparison.conditions().entrySet().stream()
                        .map(entry -> new Fact(entry.getKey(), entry.getValue()))
                        .toList(),
                Findings.of(comparison),
                Charts.byLength(comparison),
                SampleCards.of(comparison),
                Charts.losses(comparison),
                FigureTable.of(comparison));
    }

    private static String style() throws IOException {
        try (InputStream in = Objects.requireNonNull(ComparisonPage.class.getResourceAsStream("page.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
