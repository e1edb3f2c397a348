package sori.cli.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sori.corpus.CorpusCheck;
import sori.corpus.CorpusReport;
import sori.mel.MelFormat;
import sori.text.Language;

/** {@code ./sori lab dataset check}: what is wrong with a corpus, and what it is made of. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Finds what would spoil training, and says what to do. Exit code 1 if there are errors; warnings"
                + " alone give 0.")
final class DatasetCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            description =
                    "corpus folder: metadata.csv (id|text[|spoken text]) and wavs/, or WAV or FLAC files each with a .txt file")
    Path directory = Path.of("");

    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            converter = OneOf.Languages.class,
            description = "of the texts, en or ko (${DEFAULT-VALUE})")
    Language language = Language.EN;

    @Option(names = "--shortest", defaultValue = "0.15", description = "seconds of sound at least (${DEFAULT-VALUE})")
    double shortestSeconds;

    @Option(names = "--longest", defaultValue = "15", description = "seconds at most (${DEFAULT-VALUE})")
    double longestSeconds;

    @Option(
            names = "--held-out",
            paramLabel = "N",
            defaultValue = "200",
            description =
                    "one text in N is for validation and one for testing, as 'prepare' is told (${DEFAULT-VALUE})")
    int heldOut;

    @Option(names = "--json", description = "print all findings as JSON, one a line, and a summary as the last line")
    boolean json;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "draw durations, text lengths and characters")
    @Nullable
    Path plot;

    @Override
    public Integer call() throws IOException {
        CorpusCheck.Limits limits =
                new CorpusCheck.Limits(MelFormat.DEFAULT.sampleRateHz(), heldOut, shortestSeconds, longestSeconds);
        CorpusReport report = new CorpusCheck(language.symbols(), limits).run(directory);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            report.json().forEach(out::println);
        } else {
            out.println(report.text());
        }
        Path picture = plot;
        if (picture != null) {
            report.draw(directory.toAbsolutePath().normalize().getFileName().toString(), picture);
        }
        out.flush();
        return report.errors() > 0 ? 1 : 0;
    }
}
