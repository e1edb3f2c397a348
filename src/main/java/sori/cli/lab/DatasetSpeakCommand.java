package sori.cli.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.corpus.CorpusSpeaker;
import sori.corpus.Prompts;
import sori.corpus.Teacher;
import sori.text.Language;

/** {@code ./sori lab dataset speak}: a teacher voice from Debian reads a corpus. */
@Command(
        name = "speak",
        mixinStandardHelpOptions = true,
        description = "Has a teacher voice read a corpus in LJSpeech layout; goes on where it stopped.")
final class DatasetSpeakCommand implements Callable<Integer> {
    /** Which of Debian's programs. */
    enum Program {
        /** Tells when each phone was spoken; English only. */
        FESTIVAL,
        /** Reads many languages, all like a robot. */
        ESPEAK_NG
    }

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", defaultValue = ".sori/lab/corpus", description = "corpus folder (${DEFAULT-VALUE})")
    Path out = Path.of("");

    @Option(names = "--sentences", defaultValue = "20000", description = "how many (${DEFAULT-VALUE})")
    int sentences;

    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            converter = OneOf.Languages.class,
            description = "of the prompts, en or ko (${DEFAULT-VALUE})")
    Language language = Language.EN;

    @Option(
            names = "--teacher",
            paramLabel = "PROGRAM",
            converter = OneOf.Teachers.class,
            description =
                    "festival, or espeak-ng: no times of the phones, a robot's voice (festival; of Korean espeak-ng)")
    @Nullable
    Program teacher;

    @Option(
            names = "--voice",
            description = "the teacher's voice (" + Teacher.FESTIVAL_VOICE + "; espeak-ng's of the language)")
    @Nullable
    String voice;

    @Option(
            names = "--wordnet",
            defaultValue = "/usr/share/wordnet",
            description = "WordNet's data files, for English prompts (${DEFAULT-VALUE})")
    Path wordNet = Path.of("");

    @Option(names = "--seed", defaultValue = "1", description = "order and choice of the prompts (${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--jobs",
            defaultValue = "2",
            description = "the teacher's processes side by side (${DEFAULT-VALUE})")
    int jobs;

    @Option(names = "--list", description = "read these sentences in place of prompts, one a line, in spoken form")
    @Nullable
    Path list;

    @Override
    public Integer call() throws Exception {
        Teacher reader = teacher();
        List<String> prompts = list == null ? Prompts.of(language, wordNet, sentences, seed) : Files.readAllLines(list);
        new CorpusSpeaker(reader, out.toAbsolutePath(), jobs).speak(prompts);
        System.out.println("corpus of " + prompts.size() + " sentences in " + out);
        return 0;
    }

    private Teacher teacher() {
        Program usual = language == Language.EN ? Program.FESTIVAL : Program.ESPEAK_NG;
        if (Objects.requireNonNullElse(teacher, usual) == Program.ESPEAK_NG) {
            return Teacher.espeak(Objects.requireNonNullElse(voice, language.tag()));
        }
        if (language != Language.EN) {
            throw new ParameterException(
                    spec.commandLine(), "festival reads no " + language.title() + " here: give --teacher espeak-ng");
        }
        return Teacher.festival(Objects.requireNonNullElse(voice, Teacher.FESTIVAL_VOICE));
    }
}
