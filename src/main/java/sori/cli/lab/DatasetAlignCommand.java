package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sori.corpus.AlignmentFile;
import sori.corpus.Corpus;
import sori.corpus.CorpusAligner;
import sori.corpus.FestivalTeacher;
import sori.corpus.Preparation;
import sori.corpus.TimedPhone;
import sori.corpus.TimedWord;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;
import sori.plot.AlignmentWeights;
import sori.plot.MelPlot;
import sori.plot.Png;
import sori.plot.Spectrogram;
import sori.text.SymbolTable;

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

    @Option(
            names = "--voice",
            defaultValue = FestivalTeacher.DEFAULT_VOICE,
            description = "the teacher's (${DEFAULT-VALUE})")
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
        CorpusAligner.Result result = new CorpusAligner(new FestivalTeacher(voice), rounds, jobs).align(corpus);
        List<String> lines = new ArrayList<>();
        result.aligned().forEach((utterance, words) -> lines.add(AlignmentFile.line(utterance.id(), words)));
        Files.write(corpus.resolve(Corpus.ALIGNMENT), lines);
        System.out.println(result.summary());
        if (plot != null && !lines.isEmpty()) {
            draw(plot, result.aligned().keySet().iterator().next());
        }
        return lines.isEmpty() ? 1 : 0;
    }

    /** The phones under a spectrogram of the whole recording. */
    private void draw(Path file, Corpus.Utterance drawn) throws IOException {
        MelFormat format = MelFormat.DEFAULT;
        float[] mel = new MelExtractor(format).extract(Preparation.DEFAULT.samples(drawn.wav(), format.sampleRateHz()));
        double hop = (double) format.hopSamples() / format.sampleRateHz();
        List<String> symbols = new ArrayList<>();
        int[] spoken = new int[mel.length / format.mels()];
        Arrays.fill(spoken, -1);
        List<TimedWord> words = Corpus.read(corpus).utterances().stream()
                .filter(utterance -> utterance.id().equals(drawn.id()))
                .findFirst()
                .orElseThrow()
                .words();
        for (TimedWord word : words) {
            double from = word.startSeconds();
            for (TimedPhone phone : word.phones()) {
                for (int t = (int) (from / hop); t < Math.min(spoken.length, phone.endSeconds() / hop); t++) {
                    spoken[t] = symbols.size();
                }
                from = phone.endSeconds();
                symbols.add(SymbolTable.label(phone.symbol()));
            }
        }
        String title = String.format(Locale.ROOT, "%s: %s", drawn.id(), drawn.text());
        AlignmentWeights alignment = AlignmentWeights.ofAttended(spoken, symbols);
        Png.write(MelPlot.draw(title, new Spectrogram(mel, format.mels(), hop), Optional.of(alignment)), file);
    }
}
