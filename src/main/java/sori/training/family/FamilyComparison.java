package sori.training.family;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.evaluate.Listener;
import sori.mel.MelFormat;
import sori.text.Language;
import sori.training.acoustic.ModelSize;

/** Trains members of the family, each in a process of its own, and writes the page that compares them. For one thread. */
public final class FamilyComparison {
    private final Plan plan;
    private final FamilyCorpus data;
    private final Optional<Path> heldOut;
    private final Optional<Listener> recognizer;
    private final Optional<Listener> naturalness;

    /**
     * Where and how.
     *
     * @param out folder for all that is made, and for {@code compare.html}
     * @param runs folder of the members' run folders
     * @param about a sentence about the corpus, for the page
     */
    public record Plan(Path out, Path runs, Language language, Budget budget, Optional<String> about) {}

    /**
     * What each member gets.
     *
     * @param cpuMinutes processor time of its training
     * @param batch utterances per step
     */
    public record Budget(double cpuMinutes, int batch, ModelSize size) {}

    /** @param heldOut corpus to compare by; the validation and test lists of what is trained on if absent */
    public FamilyComparison(
            Plan plan,
            FamilyCorpus data,
            Optional<Path> heldOut,
            Optional<Listener> recognizer,
            Optional<Listener> naturalness) {
        this.plan = plan;
        this.data = data;
        this.heldOut = heldOut;
        this.recognizer = recognizer;
        this.naturalness = naturalness;
    }

    /**
     * Goes on where it was stopped.
     *
     * @param program name of the class whose main method knows {@code lab train}; absent to train nothing and measure what runs there are
     * @return those whose training failed
     */
    public List<FamilyMember> run(List<FamilyMember> members, Optional<String> program)
            throws IOException, InterruptedException {
        torch.set_num_threads(1);
        openblas.blas_set_num_threads(1);
        List<FamilyMember> failed = new ArrayList<>();
        try (FeatureStore store = FeatureStore.open(data.features(), MelFormat.DEFAULT);
                FeatureStore heldStore = FeatureStore.open(heldFeatures(), MelFormat.DEFAULT)) {
            HeldOutList list = heldOut(store, heldStore);
            FamilyReport report = new FamilyReport(
                    plan.runs(),
                    plan.out().resolve("measured"),
                    list,
                    plan.budget().cpuMinutes(),
                    conditions(store, list),
                    recognizer.orElse(null),
                    naturalness.orElse(null));
            Path page = plan.out().resolve("compare.html");
            if (program.isPresent()) {
                try (TrainingProcess process = new TrainingProcess(program.get())) {
                    for (FamilyMember member : members) {
                        System.out.println(member.name() + ": " + plan.budget().cpuMinutes() + " CPU minutes");
                        if (process.run(training(member)) != 0) {
                            failed.add(member);
                        }
                        report.write(members, page);
                    }
                }
            }
            report.write(members, page);
            System.out.println("comparison in " + page);
        }
        return failed;
    }

    private Path heldFeatures() throws IOException, InterruptedException {
        if (heldOut.isEmpty()) {
            return data.features();
        }
        return new FamilyCorpus(heldOut.get(), plan.out().resolve("held-out-features"))
                .prepared()
                .features();
    }

    private HeldOutList heldOut(FeatureStore store, FeatureStore heldStore) throws IOException {
        Corpus all = Corpus.read(data.corpus());
        List<Corpus.Utterance> trained = all
                .utterances(Corpus.Split.TRAIN, store.preparation().heldOut())
                .stream()
                .filter(utterance -> store.contains(utterance.id()))
                .toList();
        List<Corpus.Utterance> candidates = heldOut.isEmpty()
                ? all.utterances()
                : Corpus.read(heldOut.get()).utterances();
        return HeldOutList.of(plan.language(), candidates, trained, heldStore);
    }

    private List<String> training(FamilyMember member) {
        List<String> arguments = new ArrayList<>(List.of("lab", "train"));
        arguments.addAll(List.of("--corpus", data.corpus().toString()));
        arguments.addAll(List.of("--features", data.features().toString()));
        arguments.addAll(List.of("--run", plan.runs().resolve(member.name()).toString()));
        arguments.addAll(List.of("--language", plan.language().tag()));
        arguments.addAll(List.of("--size", plan.budget().size().name().toLowerCase(Locale.ROOT)));
        arguments.addAll(List.of("--batch", Integer.toString(plan.budget().batch())));
        arguments.addAll(List.of("--cpu-minutes", Double.toString(plan.budget().cpuMinutes())));
        arguments.addAll(List.of("--threads", "1"));
        arguments.addAll(List.of("--device", "cpu")); // the budget is the processor's time
        // Letters take far longer to learn than such a budget lasts, and say nothing else of the cells.
        arguments.addAll(List.of("--phones", "1", "--characters", "0"));
        arguments.addAll(
                List.of("--validate-every", "0")); // free speech is measured at the end, by the comparison's own list
        arguments.addAll(member.options());
        return arguments;
    }

    private Map<String, String> conditions(FeatureStore store, HeldOutList list) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Trained on",
                data.summary(store) + plan.about().map(about -> ". " + about).orElse(""));
        facts.put(
                "Compared by",
                list.utterances().size() + " sentences that training never saw, entered as "
                        + list.form().name().toLowerCase(Locale.ROOT));
        facts.put(
                "Budget of each",
                String.format(
                        Locale.ROOT,
                        "%.3g CPU minutes, %d sentences a step, one thread, one seed",
                        plan.budget().cpuMinutes(),
                        plan.budget().batch()));
        facts.put("Machine", Processor.name());
        return facts;
    }
}
