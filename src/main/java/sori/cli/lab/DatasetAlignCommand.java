package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sori.corpus.AlignmentPicture;
import sori.corpus.CorpusAligner;
import sori.corpus.Teacher;

/** {@code ./sori lab dataset align}: when each phone of a corpus of recordings is spoken. */
@Command(
        name = "align",
        mixinStandardHelpOptions = true,
        description = {
            "Finds when the phones of English recordings are spoken, and writes alignment.tsv into the corpus: so the voice learns"
                    + " phones beside letters, and its attention has times to go by.",
            "A teacher voice (Debian's festival) reads the texts and tells its times, which are carried over and then refined."
        })
final class DatasetAlignCommand implements Callable<Integer> {
    @Option(names = "--corpus", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path corpus = Path.of("");

    @Option(names = "--voice", defaultValue = Teacher.FESTIVAL_VOICE, description = "the teacher's (${DEFAULT-VALUE})")
    String voice = "";

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "of learning how the speaker's phones sound and aligning anew; 0 for the teacher's times"
                    + " alone (${DEFAULT-VALUE})")
    int rounds;

    @Option(names = "--jobs", defaultValue = "2", description = "recordings at a time (${DEFAULT-VALUE})")
    int jobs;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "draw the first recording with its phones' times")
    @Nullable
    Path plot;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CorpusAligner.Result result = new CorpusAligner(Teacher.festival(voice), rounds, jobs).align(corpus);
        result.write(corpus);
        System.out.println(result.summary());
        if (result.aligned().isEmpty()) {
            return 1;
        }
        if (plot != null) {
            AlignmentPicture.draw(
                    corpus, result.aligned().keySet().iterator().next().id(), plot);
        }
        return 0;
    }
}
