package sori.training.family;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import sori.corpus.ClosedVocabulary;
import sori.corpus.Corpus;
import sori.corpus.CorpusSpeaker;
import sori.corpus.FeaturePreparation;
import sori.corpus.FeatureStore;
import sori.corpus.Preparation;
import sori.corpus.Teacher;

/** What the family is trained on. */
public record FamilyCorpus(Path corpus, Path features) {
    private static final int SENTENCES = 900;
    private static final int HELD_OUT = 60;
    private static final long SEED = 1;
    private static final double HOUR_SECONDS = 3600;

    /** The closed vocabulary, read by the teacher into a folder; what is there already is not read again. */
    public static FamilyCorpus quick(Path directory) throws IOException, InterruptedException {
        FamilyCorpus made = new FamilyCorpus(directory.resolve("corpus"), directory.resolve("features"));
        List<String> prompts = ClosedVocabulary.prompts(SENTENCES, HELD_OUT, SEED);
        new CorpusSpeaker(Teacher.festival(Teacher.FESTIVAL_VOICE), made.corpus.toAbsolutePath(), 1).speak(prompts);
        return made.prepared();
    }

    /** Computes the features that are not there yet. */
    public FamilyCorpus prepared() throws IOException, InterruptedException {
        FeaturePreparation.of(corpus, features, Preparation.read(features), 1);
        return this;
    }

    /** Such as "840 sentences, 0.62 hours". */
    public String summary(FeatureStore store) throws IOException {
        List<Corpus.Utterance> trained =
                Corpus.read(corpus)
                        .utterances(Corpus.Split.TRAIN, store.preparation().heldOut())
                        .stream()
                        .filter(utterance -> store.contains(utterance.id()))
                        .toList();
        double seconds = trained.stream()
                .mapToDouble(utterance -> store.seconds(utterance.id()))
                .sum();
        return String.format(Locale.ROOT, "%,d sentences, %.2f hours", trained.size(), seconds / HOUR_SECONDS);
    }
}
