package sori.training;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.bytedeco.openblas.global.openblas;
import picocli.CommandLine.Command;

/** {@code ./sori lab validate}: how well a checkpoint follows the validation list, and how its package speaks it. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Prints the checkpoint's losses on the validation list, teacher-forced, and speaks the list freely with a "
                        + "voice package; both by letters and by lexicon.")
public final class ValidateCommand extends ListenCommand {
    public ValidateCommand() {
        super(Corpus.Split.VALIDATION);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Files.isRegularFile(files.chosen()) && Files.isDirectory(files.corpus)) {
            printLosses();
        } else {
            System.out.println("no losses: they need the checkpoint " + files.chosen() + " and its corpus");
        }
        return super.call();
    }

    private void printLosses() throws IOException {
        openblas.blas_set_num_threads(1);
        try (FeatureStore store = files.store()) {
            List<Corpus.Utterance> all = files.list(Corpus.Split.VALIDATION, store);
            List<Corpus.Utterance> list = all.subList(0, Math.min(listed.sentences, all.size()));
            if (list.isEmpty()) {
                return;
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
            System.out.println("teacher-forced, step " + trainer.step() + ", " + list.size() + " recordings:");
            for (TimedSymbols.Form form : List.of(TimedSymbols.Form.CHARACTERS, TimedSymbols.Form.PHONES)) {
                TeacherForced losses = TeacherForced.measure(trainer, source, store, list, form);
                System.out.println("  " + form.name().toLowerCase(Locale.ROOT) + ": " + losses.summary());
            }
        }
    }
}
