package sori.vocoder;

import java.nio.ByteBuffer;
import java.util.Arrays;
import sori.mel.MelFormat;

/**
 * One utterance through a {@link NeuralVocoder}: the graph's caches, and the samples to which later frames will still add.
 *
 * <p>Frame t is centred on its hop, so its window begins {@code lead = (fftSize - hop) / 2} samples before it. The sums begin
 * with frame 0's window; an utterance begins {@code lead} samples later. A frame's first hop is final once it is added.
 */
final class NeuralStream implements VocoderStream {
    private final NeuralVocoder vocoder;
    private final MelFormat format;
    private final int lookAhead;
    private final int lead;
    private final float[][] caches;
    /** Sums of the frames' windows, from the first sample that is not final on. */
    private final float[] sums;
    /** Frames that came in. */
    private long frames;

    private boolean ended;

    NeuralStream(NeuralVocoder vocoder) {
        this.vocoder = vocoder;
        this.format = vocoder.format();
        this.lookAhead = vocoder.shape().lookAhead();
        this.lead = (format.fftSize() - format.hopSamples()) / 2;
        this.caches = vocoder.emptyCaches();
        this.sums = new float[format.fftSize()];
    }

    NeuralStream(NeuralVocoder vocoder, StreamState state) {
        this(vocoder);
        this.frames = state.integer();
        for (float[] cache : caches) {
            state.floats(cache);
        }
        float[] open = new float[openSamples()];
        state.floats(open);
        System.arraycopy(open, 0, sums, 0, open.length);
        state.requireEnd();
    }

    /** Between two frames the newest hop of the sums is always zero. */
    private int openSamples() {
        return format.fftSize() - format.hopSamples();
    }

    @Override
    public byte[] state() {
        requireOpen();
        int floats =
                openSamples() + Arrays.stream(caches).mapToInt(c -> c.length).sum();
        ByteBuffer state = StreamState.allocate(Long.BYTES + Float.BYTES * floats);
        state.putLong(frames);
        for (float[] cache : caches) {
            for (float value : cache) {
                state.putFloat(value);
            }
        }
        for (int i = 0; i < openSamples(); i++) {
            state.putFloat(sums[i]);
        }
        return state.array();
    }

    @Override
    public float[] push(float[] mel) {
        requireOpen();
        if (mel.length % format.mels() != 0) {
            throw new IllegalArgumentException(mel.length + " values are no frames of " + format.mels() + " mels");
        }
        return limited(advance(mel));
    }

    @Override
    public float[] end() {
        requireOpen();
        long total = frames * format.hopSamples();
        if (total == 0) {
            ended = true;
            return new float[0];
        }
        float[] silence = new float[lookAhead * format.mels()];
        Arrays.fill(silence, (float) Math.log(format.floor()));
        float[] made = advance(silence);
        ended = true;
        // What is left begins total samples after the first window's begin, or where the utterance begins.
        int skipped = (int) Math.max(0, lead - total);
        int left = (int) (lead + total - Math.max(lead, total));
        float[] rest = Arrays.copyOf(made, made.length + left);
        for (int i = 0; i < left; i++) {
            rest[made.length + i] = sums[skipped + i] / vocoder.gain();
        }
        return limited(rest);
    }

    private float[] advance(float[] mel) {
        int count = mel.length / format.mels();
        float[] out = new float[Math.toIntExact(finalSamples(frames + count) - finalSamples(frames))];
        Emission emission = new Emission(out);
        vocoder.run(mel, caches, emission);
        return out;
    }

    /** Samples of the utterance that are final after so many frames. */
    private long finalSamples(long count) {
        return Math.max(0, Math.max(0, count - lookAhead) * format.hopSamples() - lead);
    }

    private final class Emission implements NeuralVocoder.SpectrumSink {
        private final float[] out;
        private int written;

        Emission(float[] out) {
            this.out = out;
        }

        @Override
        public void accept(float[] spectrum) {
            frames++;
            if (frames <= lookAhead) {
                return;
            }
            int hop = format.hopSamples();
            vocoder.stft().addInverse(spectrum, sums, 0);
            long start = (frames - lookAhead - 1) * hop;
            for (int i = (int) Math.min(hop, Math.max(0, lead - start)); i < hop; i++) {
                out[written++] = sums[i] / vocoder.gain();
            }
            System.arraycopy(sums, hop, sums, 0, sums.length - hop);
            Arrays.fill(sums, sums.length - hop, sums.length, 0);
        }
    }

    private static float[] limited(float[] samples) {
        for (float sample : samples) {
            if (!Float.isFinite(sample)) {
                throw new ArithmeticException("the vocoder gave " + sample);
            }
        }
        SoftLimit.apply(samples);
        return samples;
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the stream has ended");
        }
    }
}
