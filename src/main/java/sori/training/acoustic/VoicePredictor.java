package sori.training.acoustic;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import sori.acoustic.AcousticModel;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Precision;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.TimedSymbols;
import sori.graph.WeightLayouts;
import sori.mel.MelStatistics;
import sori.onnx.GraphRefusedException;
import sori.onnx.OnnxRuntime;
import sori.onnx.Provider;
import sori.onnx.TensorArena;
import sori.training.FlatParameters;
import sori.voice.VoicePackage;

/** By a voice package's graphs: where a voice is left of its training run, a vocoder can still be fitted to it. */
final class VoicePredictor implements MelPredictor {
    private final AcousticModel model;
    private final BatchSource source;
    private final FeatureStore store;
    private final TensorArena arena = new TensorArena();

    VoicePredictor(VoicePackage voice, FeatureStore store) throws IOException, GraphRefusedException {
        this.store = store;
        ModelProto postnet = ModelProto.parseFrom(voice.bytes(VoicePackage.POSTNET));
        MelStatistics statistics = new MelStatistics(constant(postnet, "mel.mean"), constant(postnet, "mel.std"));
        this.source = BatchSource.items(
                store,
                statistics,
                voice.manifest().symbolTable(),
                voice.manifest().shape());
        // Teacher-forced: the recording decides where the attention goes, as it did in training.
        this.model = voice.model(OnnxRuntime.start(Provider.CPU), Precision.FP32, AttentionLimits.NONE);
    }

    private static float[] constant(ModelProto graph, String name) throws IOException {
        for (TensorProto tensor : graph.getGraph().getInitializerList()) {
            if (tensor.getName().equals(name)) {
                return WeightLayouts.floats(tensor);
            }
        }
        throw new IOException("the voice's postnet has no '" + name + "': it was not exported by this trainer");
    }

    @Override
    public List<float[]> predict(List<Corpus.Utterance> utterances) throws IOException {
        List<float[]> mels = new ArrayList<>();
        for (Corpus.Utterance utterance : utterances) {
            Batch.Item item = source.item(utterance, TimedSymbols.Form.PHONES, new Random(0));
            float[] previous;
            try (PointerScope scope = new PointerScope()) {
                previous = FlatParameters.copy(source.batch(List.of(item)).previousFrames());
            }
            arena.reset();
            float[] mel = new ForcedGraphs(model, arena, item.symbols().ids(), previous).refined();
            int values = store.entry(utterance.id()).frames() * store.format().mels();
            mels.add(Arrays.copyOf(mel, values));
        }
        return mels;
    }

    @Override
    public void close() {
        arena.close();
        model.close();
    }
}
