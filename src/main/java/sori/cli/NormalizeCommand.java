package sori.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sori.config.Refusal;
import sori.text.EmojiReading;
import sori.text.Explained;
import sori.text.Language;
import sori.text.Normalizer;
import sori.text.Sentence;

/** Reads lines, writes for each how it is spoken: exactly one line for one, or with {@code --explain} a table. */
@Command(name = "normalize", description = "Write how each line of the standard input is read aloud.")
final class NormalizeCommand implements Callable<Integer> {
    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            description = "Language of the text: en or ko. Default: ${DEFAULT-VALUE}.")
    private String language = "en";

    @Option(
            names = "--explain",
            description = "Write a table instead: class, place, what is written, how it is spoken.")
    private boolean explain;

    @Option(
            names = "--emoji",
            paramLabel = "HOW",
            defaultValue = "DROPPED",
            description = "Emoji in English: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private EmojiReading emoji = EmojiReading.DROPPED;

    @Override
    public Integer call() throws IOException {
        Normalizer normalizer = normalizer();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        // The lines are UTF-8 whatever the terminal's locale, as the input is.
        try (PrintStream out =
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8)) {
            for (String line = line(in); line != null; line = line(in)) {
                out.println(explain ? table(line, normalizer) : Sentence.line(normalizer.normalize(line)));
                if (!in.ready()) {
                    out.flush(); // someone may be typing
                }
            }
        }
        return 0;
    }

    /** Up to the next line feed: any other control character belongs to the line. Null at the end. */
    private static @Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int character = in.read();
        boolean any = character >= 0;
        while (character >= 0 && character != '\n') {
            line.append((char) character);
            character = in.read();
        }
        return any ? line.toString() : null;
    }

    /** One row for each expression; an empty line ends the table. */
    private static String table(String line, Normalizer normalizer) {
        StringBuilder table = new StringBuilder(row("class", "from", "to", "written", "spoken"));
        for (Explained each : normalizer.explain(line)) {
            String written = line.substring(each.sourceStart(), each.sourceEnd());
            table.append(row(
                    each.semioticClass(),
                    Integer.toString(each.sourceStart()),
                    Integer.toString(each.sourceEnd()),
                    written,
                    each.spoken()));
        }
        return table.toString();
    }

    private static String row(String semioticClass, String from, String to, String written, String spoken) {
        String visible = written.replaceAll("\\p{Cntrl}", " ");
        return String.format(Locale.ROOT, "%-12s %5s %5s  %-24s %s", semioticClass, from, to, visible, spoken)
                        .stripTrailing()
                + "\n";
    }

    private Normalizer normalizer() {
        return Language.of(language)
                .orElseThrow(
                        () -> new Refusal("no normalizer for the language '" + language + "'; there are en and ko"))
                .normalizer()
                .with(emoji);
    }
}
