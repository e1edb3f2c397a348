package sori.training.family;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sori.evaluate.Listener;
import sori.onnx.GraphRefusedException;
import sori.report.Comparison;
import sori.report.ComparisonPage;
import sori.report.Figures;
import sori.report.Member;
import sori.training.LossCurves;
import sori.training.TrainingFolders;
import sori.training.acoustic.AcousticTrainer;
import sori.vocoder.GriffinLim;

/**
 * The comparison of whatever runs there are in a folder: measures those whose checkpoint has moved since it was last measured, and
 * writes the page. Not thread-safe.
 */
final class FamilyReport {
    private static final int MEL = 2;
    private static final int VOCODER_ITERATIONS = 32;
    private static final double VOCODER_MOMENTUM = 0.99;
    private static final double SECONDS = 60;

    private final Path runs;
    private final Path measured;
    private final HeldOutList list;
    private final double cpuMinutes;
    private final Map<String, String> conditions;
    private final @Nullable Listener recognizer;
    private final @Nullable Listener naturalness;
    private final MemberMeasurement measurement;
    private final Map<FamilyMember, String> failures = new LinkedHashMap<>();

    /**
     * @param runs folder of the runs' folders
     * @param measured folder for figures and speech
     * @param cpuMinutes budget of each run
     * @param conditions facts for the page
     */
    public FamilyReport(
            Path runs,
            Path measured,
            HeldOutList list,
            double cpuMinutes,
            Map<String, String> conditions,
            @Nullable Listener recognizer,
            @Nullable Listener naturalness) {
        this.runs = runs;
        this.measured = measured;
        this.list = list;
        this.cpuMinutes = cpuMinutes;
        this.conditions = new LinkedHashMap<>(conditions);
        this.recognizer = recognizer;
        this.naturalness = naturalness;
        this.measurement = new MemberMeasurement(
                list, new GriffinLim(list.store().format(), VOCODER_ITERATIONS, VOCODER_MOMENTUM));
    }

    /** Writes the page of these members; those that have no run yet are left out. */
    public void write(List<FamilyMember> members, Path page) throws IOException, InterruptedException {
        List<Member> shown = new ArrayList<>();
        for (FamilyMember member : members) {
            Path checkpoint = runs.resolve(member.name()).resolve(TrainingFolders.CHECKPOINT);
            if (Files.isRegularFile(checkpoint)) {
                try {
                    shown.add(member(member, AcousticTrainer.resume(checkpoint)));
                } catch (IOException e) {
                    failed(member, e);
                }
            }
        }
        Comparison comparison = new Comparison(conditions(), list.sentences(), shown, reference());
        ComparisonPage.write(comparison, page);
    }

    private Map<String, String> conditions() {
        Map<String, String> all = new LinkedHashMap<>(conditions);
        failures.forEach((member, reason) -> all.put(member.name() + " could not be measured", reason));
        return all;
    }

    private Member member(FamilyMember member, AcousticTrainer trainer) throws IOException, InterruptedException {
        check(member, trainer);
        Path run = runs.resolve(member.name());
        Member.Training training = new Member.Training(
                trainer.parameterCount(),
                trainer.step(),
                trainer.state().cpuSeconds(),
                trainer.state().cpuSeconds() >= SECONDS * cpuMinutes,
                LossCurves.read(member.name(), run.resolve(LossCurves.TRAINING), MEL));
        MemberFiles files = new MemberFiles(measured.resolve(member.name()));
        Optional<Figures> figures = figures(member, trainer, files);
        return new Member(
                member.cell(),
                member.alignment(),
                training,
                figures,
                figures.isPresent() ? files.samples(list) : List.of());
    }

    private static void check(FamilyMember member, AcousticTrainer trainer) throws IOException {
        FamilyMember found =
                new FamilyMember(trainer.shape().cell(), trainer.shape().alignment());
        if (!found.equals(member)) {
            throw new IOException("the run in folder '" + member.name() + "' is of the member '" + found.name()
                    + "': give the folder that name");
        }
    }

    private Optional<Figures> figures(FamilyMember member, AcousticTrainer trainer, MemberFiles files)
            throws IOException, InterruptedException {
        Optional<Figures> known = files.figures(list, trainer.step());
        try {
            return Optional.of(heard(known.isPresent() ? known.get() : measure(member, trainer, files), files));
        } catch (GraphRefusedException | IOException e) {
            failed(member, e);
            return Optional.empty();
        }
    }

    /** The figures with what the programs hear that did not listen before. */
    private Figures heard(Figures figures, MemberFiles files) throws IOException, InterruptedException {
        Figures heard = figures;
        if (recognizer != null && heard.wordErrorRatesPercent().isEmpty()) {
            heard = heard.understood(files.heard(list, recognizer));
            files.write(list, heard);
        }
        if (naturalness != null && heard.naturalness().isEmpty()) {
            heard = heard.judged(files.heard(list, naturalness));
            files.write(list, heard);
        }
        return heard;
    }

    private void failed(FamilyMember member, Exception e) {
        failures.put(member, String.valueOf(e.getMessage()));
        System.err.println(member.name() + " could not be measured: " + e.getMessage());
    }

    private Figures measure(FamilyMember member, AcousticTrainer trainer, MemberFiles files)
            throws IOException, GraphRefusedException, InterruptedException {
        System.out.println("measuring " + member.name() + " at step " + trainer.step() + " ...");
        Figures figures = measurement.measure(trainer, files);
        files.write(list, figures);
        return figures;
    }

    private Comparison.Reference reference() throws IOException, InterruptedException {
        MemberFiles files = new MemberFiles(measured.resolve("recordings"));
        Optional<Figures> known = files.figures(list, 0);
        Figures figures = known.isPresent() ? known.get() : new Figures(0, 0, List.of(), 0, List.of(), List.of());
        if (known.isEmpty()) {
            measurement.vocodeRecordings(files);
            files.write(list, figures);
        }
        figures = heard(figures, files);
        return new Comparison.Reference(figures.wordErrorRatesPercent(), figures.naturalness(), files.samples(list));
    }
}
