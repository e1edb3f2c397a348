package sori.training.acoustic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.Preparation;
import sori.onnx.GraphRefusedException;
import sori.training.TrainingFolders;
import sori.voice.VoicePackage;

/**
 * The mels that an acoustic model makes of recordings when it is told the recording's frames, as features for a vocoder to be trained on.
 *
 * @param out feature folder to write
 * @param audioMinutes of the training list; the held-out lists are taken whole
 * @param batch utterances at a time
 * @param threads of the tensor library
 */
public record Prediction(TrainingFolders folders, Path out, double audioMinutes, int batch, int threads) {
    /**
     * Predicts what is not there yet.
     *
     * @param voice package to predict with; the run's checkpoint if absent
     * @return how many utterances are predicted in all
     */
    public int run(Optional<Path> voice) throws IOException, GraphRefusedException {
        torch.set_num_threads(threads);
        openblas.blas_set_num_threads(1);
        Preparation.read(folders.features()).write(out);
        try (FeatureStore store = folders.store();
                FeatureStore predicted = FeatureStore.open(out, store.format());
                MelPredictor predictor = predictor(voice, store)) {
            List<Corpus.Utterance> missing = new ArrayList<>(wanted(store));
            missing.removeIf(utterance -> predicted.contains(utterance.id()));
            missing.sort(Comparator.comparingInt(
                    utterance -> store.entry(utterance.id()).frames()));
            try (ProgressBar bar = new ProgressBar("predicting", missing.size())) {
                for (int from = 0; from < missing.size(); from += batch) {
                    List<Corpus.Utterance> part = missing.subList(from, Math.min(from + batch, missing.size()));
                    List<float[]> mels = predictor.predict(part);
                    for (int i = 0; i < part.size(); i++) {
                        FeatureStore.Entry entry = store.entry(part.get(i).id());
                        predicted.add(entry.id(), mels.get(i), entry.trimmedSeconds());
                    }
                    bar.stepBy(part.size());
                }
            }
            return predicted.entries().size();
        }
    }

    private MelPredictor predictor(Optional<Path> voice, FeatureStore store) throws IOException, GraphRefusedException {
        return voice.isEmpty()
                ? new CheckpointPredictor(AcousticTrainer.resume(folders.chosen()), store)
                : new VoicePredictor(VoicePackage.open(voice.get()), store);
    }

    private List<Corpus.Utterance> wanted(FeatureStore store) throws IOException {
        List<Corpus.Utterance> wanted = new ArrayList<>();
        double seconds = 0;
        for (Corpus.Utterance utterance : folders.list(Corpus.Split.TRAIN, store)) {
            if (seconds < 60 * audioMinutes) {
                wanted.add(utterance);
                seconds += store.seconds(utterance.id());
            }
        }
        wanted.addAll(folders.list(Corpus.Split.VALIDATION, store));
        wanted.addAll(folders.list(Corpus.Split.TEST, store));
        return wanted;
    }
}
