package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import sori.corpus.ToneCorpus;

/** The whole way of a comparison with models of a few thousand parameters: two members trained in processes of their own. */
@Timeout(300)
class CompareFamilyIT {
    private static final int SENTENCES = 18;
    /** Where the sentences of the training list begin. */
    private static final int TRAINED = 2;

    private static final int HELD_OUT = 6;
    private static final int RATE_HZ = 22_050;
    private static final String BUDGET = "--cpu-minutes=0.005";

    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();

    /** What the program is to the command: a class with a main method that knows {@code lab}. */
    @Command(
            name = "program",
            subcommands = {Program.Lab.class})
    public static final class Program {
        @Command(
                name = "lab",
                subcommands = {CompareFamilyCommand.class, TrainCommand.class, PrepareCommand.class})
        static final class Lab {}

        public static void main(String[] arguments) {
            System.exit(new CommandLine(new Program()).execute(arguments));
        }
    }

    private int run(String... words) {
        CommandLine line = new CommandLine(new Program());
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    private int compare(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("lab", "compare", "--preset=real", "--size=tiny", "--batch=2"));
        arguments.add("--corpus=" + directory.resolve("corpus"));
        arguments.add("--features=" + directory.resolve("features"));
        arguments.add("--out=" + directory.resolve("out"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    void membersAreTrainedOnceAndCompared() throws IOException {
        List<String> texts = new ArrayList<>(ToneCorpus.texts(SENTENCES));
        List<String> heldOut = texts.subList(TRAINED, TRAINED + HELD_OUT); // the shortest, of two lengths
        write("held-out", heldOut);
        heldOut.clear();
        write("corpus", texts);
        String corpus = "--corpus=" + directory.resolve("corpus");
        assertThat(run("lab", "prepare", corpus, "--out=" + directory.resolve("features")))
                .isZero();
        String comparedBy = "--held-out=" + directory.resolve("held-out");

        assertThat(compare("--members=gru,gru-none", BUDGET, comparedBy))
                .as(err.toString())
                .isZero();

        String page = Files.readString(directory.resolve("out/compare.html"));
        assertThat(page)
                .contains("GRU with attention", "GRU without attention", "2 of 2 members are measured.")
                .contains(
                        "All 6 sentences", "GRU: leaving attention out costs", "RNN: needs the member with attention");
        byte[] losses = Files.readAllBytes(directory.resolve("out/runs/gru/losses.tsv"));
        assertThat(losses).isNotEmpty();

        assertThat(compare("--members=gru,gru-none", BUDGET, comparedBy)).isZero();
        assertThat(directory.resolve("out/runs/gru/losses.tsv")).hasBinaryContent(losses);
        assertThat(directory.resolve("out/compare.html")).hasContent(page);
    }

    @Test
    void whatCannotBeComparedIsRefusedBeforeAnythingIsTrained() {
        assertThat(compare("--members=gru,gruu-none")).isEqualTo(2);
        assertThat(err.toString()).contains("'gruu-none'", "did you mean 'gru-none'?");
        assertThat(run("lab", "compare", "--preset=real")).isEqualTo(2);
        assertThat(err.toString()).contains("needs --corpus and --features");
        assertThat(run("lab", "compare", "--corpus=" + directory)).isEqualTo(2);
        assertThat(err.toString()).contains("belong to --preset real");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    private void write(String folder, List<String> texts) throws IOException {
        ToneCorpus corpus = new ToneCorpus(directory.resolve(folder));
        for (int i = 0; i < texts.size(); i++) {
            corpus.add("t" + i, texts.get(i), 300 + 10 * i, RATE_HZ);
        }
    }
}
