package sori.training.acoustic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.TimedSymbols;
import sori.training.FlatParameters;

/** By a training run's module, a batch at a time. */
final class CheckpointPredictor implements MelPredictor {
    private final AcousticTrainer trainer;
    private final BatchSource source;
    private final FeatureStore store;

    /** @param trainer its module's parameters are replaced by their average: not to be trained on */
    CheckpointPredictor(AcousticTrainer trainer, FeatureStore store) {
        trainer.state().useAverage();
        this.trainer = trainer;
        this.store = store;
        this.source = BatchSource.items(
                store, trainer.statistics(), trainer.table(), trainer.module().shape());
    }

    @Override
    public List<float[]> predict(List<Corpus.Utterance> utterances) throws IOException {
        List<Batch.Item> items = new ArrayList<>();
        for (Corpus.Utterance utterance : utterances) {
            items.add(source.item(utterance, TimedSymbols.Form.PHONES, new Random(0)));
        }
        float[] all;
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            all = FlatParameters.copy(
                    trainer.module().forward(source.batch(items), false).fine());
        }
        trainer.statistics().restore(all);
        List<float[]> mels = new ArrayList<>();
        for (int i = 0; i < utterances.size(); i++) {
            int from = i * (all.length / utterances.size());
            int frames = store.entry(utterances.get(i).id()).frames();
            mels.add(
                    Arrays.copyOfRange(all, from, from + frames * store.format().mels()));
        }
        return mels;
    }

    @Override
    public void close() {}
}
