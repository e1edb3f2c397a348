package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.mel.MelFormat;
import sori.text.Language;

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
public final class CompareFamilyCommand implements Callable<Integer> {
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
            names = "--recogniser",
            description = "program that prints 'WER <percent>' for a list of WAV files and words")
    @Nullable
    String recogniser;

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
            description = "of every member: small, medium, full, or tiny for tests (${DEFAULT-VALUE})")
    ModelSize size = ModelSize.SMALL;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<FamilyMember> wanted = wanted();
        torch.set_num_threads(1);
        openblas.blas_set_num_threads(1);
        FamilyCorpus data = corpus();
        List<FamilyMember> failed = new ArrayList<>();
        try (FeatureStore store = FeatureStore.open(data.features(), MelFormat.DEFAULT);
                FeatureStore heldStore = FeatureStore.open(heldFeatures(data), MelFormat.DEFAULT)) {
            HeldOutList list = heldOut(data, store, heldStore);
            FamilyReport report = new FamilyReport(
                    runs(),
                    out.resolve("measured"),
                    list,
                    cpuMinutes,
                    conditions(data, store, list),
                    recogniser == null ? null : Listener.recogniser(recogniser),
                    naturalness == null ? null : Listener.naturalness(naturalness));
            Path page = out.resolve("compare.html");
            if (!reportOnly) {
                try (TrainingProcess process = new TrainingProcess(program())) {
                    for (FamilyMember member : wanted) {
                        System.out.println(member.name() + ": " + cpuMinutes + " CPU minutes");
                        if (process.run(training(member, data)) != 0) {
                            failed.add(member);
                        }
                        report.write(wanted, page);
                    }
                }
            }
            report.write(wanted, page);
            System.out.println("comparison in " + page);
        }
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

    private Path runs() {
        return runs == null ? out.resolve("runs") : runs;
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

    private Path heldFeatures(FamilyCorpus data) throws IOException, InterruptedException {
        if (heldOut == null) {
            return data.features();
        }
        return new FamilyCorpus(heldOut, out.resolve("held-out-features"))
                .prepared()
                .features();
    }

    private HeldOutList heldOut(FamilyCorpus data, FeatureStore store, FeatureStore heldStore) throws IOException {
        Corpus all = Corpus.read(data.corpus());
        List<Corpus.Utterance> trained = all
                .utterances(Corpus.Split.TRAIN, store.preparation().heldOut())
                .stream()
                .filter(utterance -> store.contains(utterance.id()))
                .toList();
        List<Corpus.Utterance> candidates =
                heldOut == null ? all.utterances() : Corpus.read(heldOut).utterances();
        return HeldOutList.of(language, candidates, trained, heldStore);
    }

    private List<String> training(FamilyMember member, FamilyCorpus data) {
        List<String> arguments = new ArrayList<>(List.of("lab", "train"));
        arguments.addAll(List.of("--corpus", data.corpus().toString()));
        arguments.addAll(List.of("--features", data.features().toString()));
        arguments.addAll(List.of("--run", runs().resolve(member.name()).toString()));
        arguments.addAll(List.of("--language", language.tag()));
        arguments.addAll(List.of("--size", size.name().toLowerCase(Locale.ROOT)));
        arguments.addAll(List.of("--batch", Integer.toString(batch)));
        arguments.addAll(List.of("--cpu-minutes", Double.toString(cpuMinutes)));
        arguments.addAll(List.of("--threads", "1"));
        arguments.addAll(List.of("--device", "cpu")); // the budget is the processor's time
        // Letters take far longer to learn than such a budget lasts, and say nothing else of the cells.
        arguments.addAll(List.of("--phones", "1", "--characters", "0"));
        arguments.addAll(
                List.of("--validate-every", "0")); // free speech is measured at the end, by the comparison's own list
        arguments.addAll(member.options());
        return arguments;
    }

    private Map<String, String> conditions(FamilyCorpus data, FeatureStore store, HeldOutList list) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Trained on", data.summary(store) + (about == null ? "" : ". " + about));
        facts.put(
                "Compared by",
                list.utterances().size() + " sentences that training never saw, entered as "
                        + list.form().name().toLowerCase(Locale.ROOT));
        facts.put(
                "Budget of each",
                String.format(
                        Locale.ROOT, "%.3g CPU minutes, %d sentences a step, one thread, one seed", cpuMinutes, batch));
        facts.put("Machine", Processor.name());
        return facts;
    }
}
