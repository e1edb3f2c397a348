package sori.training.acoustic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.TimedSymbols;
import sori.training.TrainingFolders;

/**
 * Losses on recordings whose frames the decoder is fed with, as in training; mean over a list, weighted by frames.
 *
 * @param mel L1 after the postnet, in standard deviations
 * @param gate binary cross entropy per step
 * @param guide attention outside the guided region, 0..1; 0 without attention
 */
public record TeacherForced(double mel, double gate, double guide) {
    private static final int BATCH = 16;
    private static final long SEED = 20;

    /**
     * Measures without training; the same figures each time.
     *
     * @param source of the utterances, with any batch size
     * @param utterances with features; not empty
     * @param form in which the words enter
     */
    public static TeacherForced measure(
            AcousticTrainer trainer,
            BatchSource source,
            FeatureStore store,
            List<Corpus.Utterance> utterances,
            TimedSymbols.Form form)
            throws IOException {
        torch.manual_seed(SEED); // the prenet's dropout stays on
        Random random = new Random(SEED);
        double mel = 0;
        double gate = 0;
        double guide = 0;
        double frames = 0;
        for (int from = 0; from < utterances.size(); from += BATCH) {
            List<Batch.Item> items = new ArrayList<>();
            double weight = 0;
            for (Corpus.Utterance utterance : utterances.subList(from, Math.min(utterances.size(), from + BATCH))) {
                items.add(source.item(utterance, form, random));
                weight += store.entry(utterance.id()).frames();
            }
            try (PointerScope scope = new PointerScope()) {
                AcousticTrainer.Losses losses =
                        trainer.validate(source.batch(items)).losses();
                mel += weight * losses.mel();
                gate += weight * losses.gate();
                guide += weight * losses.guide();
            }
            frames += weight;
        }
        return new TeacherForced(mel / frames, gate / frames, guide / frames);
    }

    /**
     * A checkpoint's losses on its corpus's validation list, for a file of figures: of words that enter as letters, and as phones.
     *
     * @param most recordings
     * @return nothing where the corpus has no validation list with features
     */
    public static Map<String, Object> figures(TrainingFolders folders, int most) throws IOException {
        openblas.blas_set_num_threads(1);
        try (FeatureStore store = folders.store()) {
            List<Corpus.Utterance> all = folders.list(Corpus.Split.VALIDATION, store);
            List<Corpus.Utterance> list = all.subList(0, Math.min(most, all.size()));
            if (list.isEmpty()) {
                return Map.of();
            }
            AcousticTrainer trainer = AcousticTrainer.resume(folders.chosen());
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
                TeacherForced losses = measure(trainer, source, store, list, form);
                System.out.println("  " + name + ": " + losses.summary());
                figures.put(name, losses.figures());
            }
            return figures;
        }
    }

    /** The losses that there are, by the names that the logs of training have. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("mel", rounded(mel));
        figures.put("gate", rounded(gate));
        if (guide != 0) {
            figures.put("guide", rounded(guide));
        }
        return figures;
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    String summary() {
        String figures = String.format(Locale.ROOT, "mel L1 %.4f  gate %.4f", mel, gate);
        return guide == 0 ? figures : figures + String.format(Locale.ROOT, "  guide %.4f", guide);
    }
}
