package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import sori.acoustic.AcousticShape;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.evaluate.SpeechFigures;
import sori.mel.MelFormat;
import sori.text.SymbolTable;
import sori.training.Budget;
import sori.training.TrainingFolders;

/** A corpus of made-up words whose mels follow its phones, so that a model can learn it. */
public final class SmallCorpus {
    static final SymbolTable TABLE = SymbolTable.english();
    public static final AcousticShape SHAPE = AcousticShape.tiny(TABLE.size(), MelFormat.DEFAULT.mels());
    private static final double HOP_SECONDS =
            (double) MelFormat.DEFAULT.hopSamples() / MelFormat.DEFAULT.sampleRateHz();
    private static final String[][] WORDS = {
        {"bee", "b/0", "iy/1"},
        {"see", "s/0", "iy/1"},
        {"two", "t/0", "uw/1"},
        {"go", "g/0", "ow/1"},
        {"day", "d/0", "ey/1"}
    };

    public final Corpus corpus;
    public final FeatureStore store;

    public SmallCorpus(Path directory, int utterances) throws IOException {
        StringBuilder metadata = new StringBuilder();
        StringBuilder alignment = new StringBuilder();
        Random random = new Random(5);
        store = FeatureStore.open(directory.resolve("features"), MelFormat.DEFAULT);
        for (int i = 0; i < utterances; i++) {
            String id = "u" + i;
            StringBuilder text = new StringBuilder();
            StringBuilder times = new StringBuilder(id);
            double time = 0.05;
            int words = 1 + random.nextInt(3);
            for (int w = 0; w < words; w++) {
                String[] word = WORDS[random.nextInt(WORDS.length)];
                text.append(w == 0 ? "" : " ").append(word[0]);
                times.append('\t').append(word[0]).append(' ').append(time);
                for (int p = 1; p < word.length; p++) {
                    time += 0.06;
                    times.append(' ').append(word[p]).append('/').append(time);
                }
            }
            metadata.append(id)
                    .append('|')
                    .append(text)
                    .append('|')
                    .append(text)
                    .append(".\n");
            alignment.append(times).append('\n');
            store.add(id, mel((int) ((time + 0.05) / HOP_SECONDS), random), 0);
        }
        Files.writeString(directory.resolve(Corpus.METADATA), metadata);
        Files.writeString(directory.resolve(Corpus.ALIGNMENT), alignment);
        corpus = Corpus.read(directory);
    }

    private static float[] mel(int frames, Random random) {
        int mels = MelFormat.DEFAULT.mels();
        float[] mel = new float[frames * mels];
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) (-5 + 2 * Math.sin(i / (double) mels + i % mels) + 0.3 * random.nextGaussian());
        }
        return mel;
    }

    public AcousticTrainer trainer() throws IOException {
        return trainer(SHAPE);
    }

    AcousticTrainer trainer(AcousticShape shape) throws IOException {
        return new AcousticTrainer(shape, TABLE, store.statistics(), 3);
    }

    double frames(List<Corpus.Utterance> utterances) {
        return utterances.stream().mapToInt(u -> store.entry(u.id()).frames()).sum();
    }

    public BatchSource source(AcousticTrainer trainer, int batch) {
        return source(trainer, corpus.utterances(), batch);
    }

    BatchSource source(AcousticTrainer trainer, List<Corpus.Utterance> utterances, int batch) {
        return new BatchSource(
                utterances, store, trainer.statistics(), TABLE, SHAPE, new BatchSource.Mixture(0.4, 0.3), batch, 3);
    }

    /** A run of three steps in whose folder the checkpoint of the second counts as the best. */
    public static void train(Path folder, FeatureStore store, Path run) throws IOException {
        AcousticTrainer trainer = new AcousticTrainer(SHAPE, SymbolTable.english(), store.statistics(), 3);
        BatchSource source = new BatchSource(
                Corpus.read(folder).utterances(),
                store,
                trainer.statistics(),
                trainer.table(),
                SHAPE,
                new BatchSource.Mixture(0, 1),
                1,
                3);
        trainer.train(source, Budget.ofSteps(10));
        trainer.train(source, Budget.ofSteps(10));
        BestCheckpoint.of(run).consider(new SpeechFigures(2, 8, 1, 8, 1, 1, 0, 1, 4.5, Double.NaN), 1, trainer);
        trainer.train(source, Budget.ofSteps(10));
        trainer.save(run.resolve(TrainingFolders.CHECKPOINT));
    }
}
