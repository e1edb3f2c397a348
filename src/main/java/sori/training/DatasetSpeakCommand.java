package sori.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./sori lab dataset speak}: a teacher voice from Debian reads a corpus. */
@Command(
        name = "speak",
        mixinStandardHelpOptions = true,
        description =
                "Has a teacher voice (Debian's festival) read a corpus in LJSpeech layout; goes on where it stopped.")
final class DatasetSpeakCommand implements Callable<Integer> {
    @Option(names = "--out", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path out = Path.of("");

    @Option(names = "--sentences", defaultValue = "20000", description = "how many (${DEFAULT-VALUE})")
    int sentences;

    @Option(
            names = "--voice",
            defaultValue = FestivalTeacher.DEFAULT_VOICE,
            description = "festival voice (${DEFAULT-VALUE})")
    String voice = "";

    @Option(
            names = "--wordnet",
            defaultValue = "/usr/share/wordnet",
            description = "WordNet's data files (${DEFAULT-VALUE})")
    Path wordNet = Path.of("");

    @Option(names = "--seed", defaultValue = "1", description = "order and choice of the prompts (${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--jobs", defaultValue = "2", description = "festival processes side by side (${DEFAULT-VALUE})")
    int jobs;

    @Option(names = "--list", description = "read these sentences in place of prompts, one a line, in spoken form")
    @Nullable
    Path list;

    @Override
    public Integer call() throws Exception {
        List<String> prompts = list == null ? Prompts.collect(wordNet, sentences, seed) : Files.readAllLines(list);
        new CorpusSpeaker(new FestivalTeacher(voice), out.toAbsolutePath(), jobs).speak(prompts);
        System.out.println("corpus of " + prompts.size() + " sentences in " + out);
        return 0;
    }
}
