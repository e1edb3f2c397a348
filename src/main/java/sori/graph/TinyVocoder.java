package sori.graph;

import sori.mel.MelFormat;
import sori.vocoder.VocoderShape;

/** Makes vocoder graphs that nobody trained, for tests and measurements. Stateless. */
public final class TinyVocoder {
    private TinyVocoder() {}

    /**
     * A graph of random weights: noise whose level follows the mel. The same arguments give the same bytes.
     *
     * @return the whole ONNX file
     */
    public static byte[] graph(VocoderShape shape, MelFormat mel, long seed) {
        return VocoderGraph.bytes(VocoderWeights.random(shape, mel, seed));
    }
}
