package sori.training.acoustic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import sori.acoustic.AcousticShape;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.TimedSymbols;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.text.SymbolTable;

/**
 * Batches of a corpus. Which utterances make the batch of a step, and in which form, is a pure function of seed and step, so
 * that a resumed run goes on exactly. Utterances of similar length share a batch: pools of a few batches are sorted.
 */
public final class BatchSource {
    private static final int POOL_BATCHES = 8;

    private final List<Corpus.Utterance> utterances;
    private final FeatureStore store;
    private final MelStatistics statistics;
    private final SymbolTable table;
    private final AcousticShape shape;
    private final Mixture mixture;
    private final AttentionGuide guide;
    private final int batchSize;
    private final long seed;
    private final float[] silence;

    /** Shares of the three forms; what is left of 1 is mixed. */
    public record Mixture(double phones, double characters) {
        /** @throws IllegalArgumentException if they are no shares of 1 */
        public Mixture {
            if (!(phones >= 0 && characters >= 0 && phones + characters <= 1 + 1e-9)) {
                throw new IllegalArgumentException("phones " + phones + " and characters " + characters
                        + " are shares: 0 or more, together 1 at most");
            }
        }

        TimedSymbols.Form draw(Random random) {
            double draw = random.nextDouble();
            return draw < phones
                    ? TimedSymbols.Form.PHONES
                    : draw < phones + characters ? TimedSymbols.Form.CHARACTERS : TimedSymbols.Form.MIXED;
        }
    }

    public BatchSource(
            List<Corpus.Utterance> utterances,
            FeatureStore store,
            MelStatistics statistics,
            SymbolTable table,
            AcousticShape shape,
            Mixture mixture,
            int batchSize,
            long seed) {
        this(utterances, store, statistics, table, shape, mixture, AttentionGuide.DEFAULT, batchSize, seed);
    }

    BatchSource(
            List<Corpus.Utterance> utterances,
            FeatureStore store,
            MelStatistics statistics,
            SymbolTable table,
            AcousticShape shape,
            Mixture mixture,
            AttentionGuide guide,
            int batchSize,
            long seed) {
        if (utterances.size() < batchSize) {
            throw new IllegalArgumentException(
                    "a batch of " + batchSize + " needs as many utterances, the list has " + utterances.size());
        }
        this.utterances = utterances;
        this.store = store;
        this.statistics = statistics;
        this.table = table;
        this.shape = shape;
        this.mixture = mixture;
        this.guide = guide;
        this.batchSize = batchSize;
        this.seed = seed;
        this.silence = new float[shape.mels()];
        Arrays.fill(silence, (float) Math.log(store.format().floor()));
        statistics.normalize(silence);
    }

    /** Only makes items and batches of what it is asked for. */
    public static BatchSource items(
            FeatureStore store, MelStatistics statistics, SymbolTable table, AcousticShape shape) {
        return new BatchSource(List.of(), store, statistics, table, shape, new Mixture(0, 0), 0, 0);
    }

    /** @param step from 0 */
    public List<Batch.Item> items(long step) throws IOException {
        long pool = step / POOL_BATCHES;
        int poolSize = Math.min(POOL_BATCHES * batchSize, utterances.size() / batchSize * batchSize);
        int perPool = poolSize / batchSize;
        List<Corpus.Utterance> drawn = new ArrayList<>(pool(pool, poolSize));
        drawn.sort(Comparator.comparingInt(u -> store.entry(u.id()).frames()));
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < perPool; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed * 31 + pool));
        int batch = order.get((int) (step % POOL_BATCHES) % perPool);
        List<Batch.Item> items = new ArrayList<>();
        Random random = new Random(seed * 1_000_003 + step);
        for (Corpus.Utterance utterance : drawn.subList(batch * batchSize, (batch + 1) * batchSize)) {
            items.add(item(utterance, mixture.draw(random), random));
        }
        return items;
    }

    /** Pools walk through a permutation of the corpus, a new one for every round. */
    private List<Corpus.Utterance> pool(long pool, int poolSize) {
        long pools = utterances.size() / poolSize;
        List<Corpus.Utterance> permutation = new ArrayList<>(utterances);
        Collections.shuffle(permutation, new Random(seed + pool / pools));
        int from = (int) (pool % pools) * poolSize;
        return permutation.subList(from, from + poolSize);
    }

    public Batch.Item item(Corpus.Utterance utterance, TimedSymbols.Form form, Random random) throws IOException {
        FeatureStore.Entry entry = store.entry(utterance.id());
        double totalSeconds = entry.frames() * hopSeconds();
        float[] mel = store.read(entry);
        statistics.normalize(mel);
        if (utterance.words().isEmpty()) {
            TimedSymbols spread = TimedSymbols.spread(utterance.text(), form, table, totalSeconds, random);
            return new Batch.Item(spread, mel, guide.diagonalSigma() * totalSeconds);
        }
        TimedSymbols symbols =
                TimedSymbols.of(utterance.words(), form, table, entry.trimmedSeconds(), totalSeconds, random);
        return guide.kind() == AttentionGuide.Kind.TIMES
                ? new Batch.Item(symbols, mel, guide.timesSigmaSeconds())
                : new Batch.Item(symbols.spread(totalSeconds), mel, guide.diagonalSigma() * totalSeconds);
    }

    public Batch batch(List<Batch.Item> items) {
        return Batch.of(items, shape, silence, hopSeconds());
    }

    private double hopSeconds() {
        MelFormat format = store.format();
        return (double) format.hopSamples() / format.sampleRateHz();
    }
}
