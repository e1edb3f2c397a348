package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.openblas.global.openblas;
import picocli.CommandLine.Command;
import sori.voice.VoicePackage;

/** {@code ./sori lab validate}: how well a checkpoint follows the validation list, and how its package speaks it. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks the validation list freely with a voice package, both by letters and by lexicon, and measures how much room the"
                    + " limits of its attention leave.",
            "Beside that the checkpoint's losses on the corpus's validation list, teacher-forced."
        })
public final class ValidateCommand extends ListenCommand {
    static final String TEACHER_FORCED = "teacherForced";
    static final String FREE_ATTENTION = "attentionWithoutLimits";

    public ValidateCommand() {
        super(Corpus.Split.VALIDATION);
    }

    @Override
    Map<String, Object> more(Path spoken, ListOptions.Sentences list) throws IOException, InterruptedException {
        Map<String, Object> figures = new LinkedHashMap<>();
        if (VoicePackage.open(spoken).manifest().shape().attends()) {
            AttentionRoom room = AttentionRoom.measure(spoken, list, listed.precision);
            System.out.println(room.summary());
            figures.put(FREE_ATTENTION, room.figures());
        }
        if (Files.isRegularFile(files.chosen()) && Files.isDirectory(files.corpus)) {
            figures.putAll(losses());
        } else {
            System.out.println("no losses: they need the checkpoint " + files.chosen() + " and its corpus");
        }
        return figures;
    }

    /** Nothing where the corpus has no validation list with features. */
    private Map<String, Object> losses() throws IOException {
        openblas.blas_set_num_threads(1);
        try (FeatureStore store = files.store()) {
            List<Corpus.Utterance> all = files.list(Corpus.Split.VALIDATION, store);
            List<Corpus.Utterance> list = all.subList(0, Math.min(listed.sentences, all.size()));
            if (list.isEmpty()) {
                return Map.of();
            }
            AcousticTrainer trainer = AcousticTrainer.resume(files.chosen());
            BatchSource source = new BatchSource(
                    list,
                    store,
                    trainer.statistics(),
                    trainer.table(),
                    trainer.module().shape(),
                    new BatchSource.Mixture(0, 0),
                    1,
                    trainer.seed());
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("step", trainer.step());
            figures.put("recordings", list.size());
            System.out.println("teacher-forced, step " + trainer.step() + ", " + list.size() + " recordings:");
            for (TimedSymbols.Form form : List.of(TimedSymbols.Form.CHARACTERS, TimedSymbols.Form.PHONES)) {
                String name = form.name().toLowerCase(Locale.ROOT);
                TeacherForced losses = TeacherForced.measure(trainer, source, store, list, form);
                System.out.println("  " + name + ": " + losses.summary());
                figures.put(name, losses.figures());
            }
            return Map.of(TEACHER_FORCED, figures);
        }
    }
}
