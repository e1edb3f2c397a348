package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.onnx.GraphRefusedException;
import sori.voice.VoicePackage;

/**
 * {@code ./sori lab predict}: the mels that an acoustic model makes when it is told the recording's frames. They lie where the
 * recording's lie, so a vocoder can be trained on them in place of the features: it then knows the model's habits.
 */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description = "Writes an acoustic model's own mels of recordings, as features to train a vocoder on.")
public final class PredictCommand implements Callable<Integer> {
    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--out", required = true, description = "feature folder to write; give it to train-vocoder")
    Path out = Path.of("");

    @Option(
            names = "--audio-minutes",
            defaultValue = "60",
            description = "of the training list; the held-out lists are taken whole (${DEFAULT-VALUE})")
    double audioMinutes;

    @Option(names = "--batch", defaultValue = "16", description = "utterances at a time (${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--threads", defaultValue = "2", description = "threads of the tensor library (${DEFAULT-VALUE})")
    int threads;

    @Option(names = "--voice", description = "a voice package to predict with, in place of the run's checkpoint")
    @Nullable
    Path voice;

    @Override
    public Integer call() throws IOException, GraphRefusedException {
        torch.set_num_threads(threads);
        openblas.blas_set_num_threads(1);
        Preparation.read(files.features).write(out);
        try (FeatureStore store = files.store();
                FeatureStore predicted = FeatureStore.open(out, store.format());
                MelPredictor predictor = predictor(store)) {
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
            System.out.println(predicted.entries().size() + " utterances predicted in " + out);
        }
        return 0;
    }

    private MelPredictor predictor(FeatureStore store) throws IOException, GraphRefusedException {
        return voice == null
                ? new CheckpointPredictor(AcousticTrainer.resume(files.chosen()), store)
                : new VoicePredictor(VoicePackage.open(voice), store);
    }

    private List<Corpus.Utterance> wanted(FeatureStore store) throws IOException {
        List<Corpus.Utterance> wanted = new ArrayList<>();
        double seconds = 0;
        for (Corpus.Utterance utterance : files.list(Corpus.Split.TRAIN, store)) {
            if (seconds < 60 * audioMinutes) {
                wanted.add(utterance);
                seconds += LabFiles.seconds(store, utterance);
            }
        }
        wanted.addAll(files.list(Corpus.Split.VALIDATION, store));
        wanted.addAll(files.list(Corpus.Split.TEST, store));
        return wanted;
    }
}
