package sori.corpus;

import sori.mel.MelCepstrum;
import sori.mel.MelExtractor;
import sori.mel.MelFormat;

/**
 * What an aligner hears of a recording: every 5 ms mel cepstra c1 to c12, loudness and how both change, each with mean 0 and standard
 * deviation 1 over the recording, so that speaker, microphone and level matter little. Stateless and thread-safe.
 */
final class SpeechFrames {
    static final int SAMPLE_RATE_HZ = 22_050;
    private static final int HOP_SAMPLES = 110;
    static final double HOP_SECONDS = (double) HOP_SAMPLES / SAMPLE_RATE_HZ;
    private static final int WINDOW = 512;
    private static final int MELS = 40;
    private static final int CEPSTRA = 12;
    /** Values of a frame that are heard in it alone; as many more are how these change. */
    static final int STATIC = CEPSTRA + 1;

    static final int SIZE = 2 * STATIC;
    /** Frames on each side by which change is measured. */
    private static final int REACH = 2;

    private static final MelExtractor EXTRACTOR =
            new MelExtractor(new MelFormat(SAMPLE_RATE_HZ, WINDOW, HOP_SAMPLES, WINDOW, MELS, 60, 8000, 1e-4));

    private SpeechFrames() {}

    /**
     * @param samples at {@link #SAMPLE_RATE_HZ}
     * @return {@code [frames][SIZE]}
     */
    static double[][] of(float[] samples) {
        float[] mel = EXTRACTOR.extract(samples);
        double[][] cepstra = MelCepstrum.of(mel, MELS, CEPSTRA);
        double[][] frames = new double[cepstra.length][SIZE];
        for (int t = 0; t < frames.length; t++) {
            System.arraycopy(cepstra[t], 0, frames[t], 0, CEPSTRA);
            for (int band = 0; band < MELS; band++) {
                frames[t][CEPSTRA] += mel[t * MELS + band] / MELS;
            }
        }
        addChanges(frames);
        normalize(frames);
        return frames;
    }

    private static void addChanges(double[][] frames) {
        for (int t = 0; t < frames.length; t++) {
            double[] before = frames[Math.max(0, t - REACH)];
            double[] after = frames[Math.min(frames.length - 1, t + REACH)];
            for (int i = 0; i < STATIC; i++) {
                frames[t][STATIC + i] = after[i] - before[i];
            }
        }
    }

    private static void normalize(double[][] frames) {
        for (int i = 0; i < SIZE; i++) {
            double sum = 0;
            double squares = 0;
            for (double[] frame : frames) {
                sum += frame[i];
                squares += frame[i] * frame[i];
            }
            double mean = sum / frames.length;
            double deviation = Math.sqrt(Math.max(1e-6, squares / frames.length - mean * mean));
            for (double[] frame : frames) {
                frame[i] = (frame[i] - mean) / deviation;
            }
        }
    }
}
