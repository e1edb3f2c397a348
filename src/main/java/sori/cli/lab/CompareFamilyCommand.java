package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.evaluate.Listener;
import sori.text.Language;
import sori.training.acoustic.ModelSize;
import sori.training.family.FamilyComparison;
import sori.training.family.FamilyCorpus;
import sori.training.family.FamilyMember;

/**
 * {@code ./sori lab compare}: trains the family {RNN, LSTM, GRU} x {with, without attention} on one corpus with one budget, and
 * writes a page on which its members are compared.
 */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description =
                "Trains RNN, LSTM and GRU, each with and without attention, on one corpus with one budget, and writes a page"
                        + " that compares them. Goes on where it was stopped.")
final class CompareFamilyCommand implements Callable<Integer> {
    /** What is trained on. */
    enum Preset {
        /** Digits and short commands, made here. */
        QUICK,
        /** A corpus that is given. */
        REAL
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--preset",
            defaultValue = "quick",
            converter = OneOf.Presets.class,
            description = "quick: digits and short commands that a teacher voice (Debian's festival) reads;"
                    + " real: a corpus of yours (${DEFAULT-VALUE})")
    Preset preset = Preset.QUICK;

    @Option(
            names = "--language",
            paramLabel = "TAG",
            defaultValue = "en",
            converter = OneOf.Languages.class,
            description = "of the preset 'real', en or ko (${DEFAULT-VALUE})")
    Language language = Language.EN;

    @Option(names = "--corpus", description = "corpus folder of the preset 'real'")
    @Nullable
    Path corpus;

    @Option(names = "--features", description = "from 'prepare', of the preset 'real'")
    @Nullable
    Path features;

    @Option(
            names = "--held-out",
            description = "corpus to compare by (the validation and test lists of what is trained on)")
    @Nullable
    Path heldOut;

    @Option(
            names = "--cpu-minutes",
            paramLabel = "MINUTES",
            defaultValue = "10",
            description = "processor time of each member's training (${DEFAULT-VALUE})")
    double cpuMinutes;

    @Option(
            names = "--members",
            defaultValue = "rnn,rnn-none,lstm,lstm-none,gru,gru-none",
            description = "which of them (${DEFAULT-VALUE}); -none is without attention")
    String members = "";

    @Option(
            names = "--out",
            defaultValue = ".sori/lab/compare",
            description = "folder for all that is made, and for compare.html (${DEFAULT-VALUE})")
    Path out = Path.of("");

    @Option(names = "--runs", description = "folder of the members' run folders (the folder 'runs' in --out)")
    @Nullable
    Path runs;

    @Option(names = "--report-only", description = "train nothing: measure what runs there are, also while they go on")
    boolean reportOnly;

    @Option(
            names = "--recognizer",
            description = "program that prints 'WER <percent>' for a list of WAV files and words")
    @Nullable
    String recognizer;

    @Option(
            names = "--naturalness",
            paramLabel = "PROGRAM",
            description = "program that prints 'MOS <1 to 5>' for such a list, as people would judge it")
    @Nullable
    String naturalness;

    @Option(names = "--about", description = "a sentence about the corpus, for the page")
    @Nullable
    String about;

    @Option(names = "--batch", defaultValue = "16", description = "utterances per step (${DEFAULT-VALUE})")
    int batch;

    @Option(
            names = "--size",
            defaultValue = "small",
            converter = OneOf.Sizes.class,
            description = "of every member: mini, small, medium, full, or tiny for tests (${DEFAULT-VALUE})")
    ModelSize size = ModelSize.SMALL;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<FamilyMember> wanted = wanted();
        FamilyComparison.Plan plan = new FamilyComparison.Plan(
                out,
                runs == null ? out.resolve("runs") : runs,
                language,
                new FamilyComparison.Budget(cpuMinutes, batch, size),
                Optional.ofNullable(about));
        FamilyComparison comparison = new FamilyComparison(
                plan,
                corpus(),
                Optional.ofNullable(heldOut),
                Optional.ofNullable(recognizer).map(Listener::recognizer),
                Optional.ofNullable(naturalness).map(Listener::naturalness));
        List<FamilyMember> failed = comparison.run(wanted, reportOnly ? Optional.empty() : Optional.of(program()));
        failed.forEach(member -> System.err.println("the training of " + member.name() + " failed, see above"));
        return failed.isEmpty() ? 0 : 1;
    }

    private List<FamilyMember> wanted() {
        try {
            return FamilyMember.parse(members);
        } catch (IllegalArgumentException e) {
            throw refused("--members: " + e.getMessage());
        }
    }

    private ParameterException refused(String reason) {
        return new ParameterException(command().commandLine(), reason);
    }

    private CommandSpec command() {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException("runs as a command only");
        }
        return command;
    }

    /** Whatever program this command is part of, it has {@code lab train} too. */
    private String program() {
        return command().root().userObject().getClass().getName();
    }

    private FamilyCorpus corpus() throws IOException, InterruptedException {
        if (preset == Preset.QUICK) {
            if (corpus != null || features != null) {
                throw refused("--corpus and --features belong to --preset real; quick makes its own");
            }
            if (language != Language.EN) {
                throw refused("the preset quick speaks English: give --preset real for " + language.title());
            }
            return FamilyCorpus.quick(out);
        }
        if (corpus == null || features == null) {
            throw refused("--preset real needs --corpus and --features, of the steps 'dataset' and 'prepare'");
        }
        return new FamilyCorpus(corpus, features);
    }
}
