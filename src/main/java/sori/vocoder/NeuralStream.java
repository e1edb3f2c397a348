package sori.vocoder;

import java.nio.ByteBuffer;
import java.util.Arrays;
import sori.mel.MelFormat;

/**
 * One utterance through a {@link NeuralVocoder}: the graph's caches, the excitation, and the samples to which later windows will
 * still add.
 *
 * <p>A window is centred on its hop, so it begins {@code lead = (fftSize - hop) / 2} samples before it. The sums begin with the
 * first window; an utterance begins {@code lead} samples later. A window's first hop is final once it is added.
 */
final class NeuralStream implements VocoderStream {
    private final NeuralVocoder vocoder;
    private final MelFormat format;
    private final int fftSize;
    private final int hop;
    private final int lookAhead;
    private final int lead;
    private final float[][] caches;
    private final Excitation excitation;
    /** Sums of the windows, from the first sample that is not final on. */
    private final float[] sums;

    private final float[] transform;
    private final float[] spectrum;
    /** Frames that came in. */
    private long frames;

    private boolean ended;

    NeuralStream(NeuralVocoder vocoder) {
        VocoderShape shape = vocoder.shape();
        this.vocoder = vocoder;
        this.format = vocoder.format();
        this.fftSize = shape.fftSize();
        this.hop = shape.hopSamples(format);
        this.lookAhead = shape.lookAhead();
        this.lead = shape.leadSamples(format);
        this.caches = vocoder.emptyCaches();
        this.excitation = vocoder.excitation();
        this.sums = new float[fftSize];
        this.transform = new float[2 * fftSize];
        this.spectrum = new float[fftSize];
    }

    NeuralStream(NeuralVocoder vocoder, StreamState state) {
        this(vocoder);
        this.frames = state.integer();
        for (float[] cache : caches) {
            state.floats(cache);
        }
        float[] open = new float[fftSize - hop];
        state.floats(open);
        System.arraycopy(open, 0, sums, 0, open.length);
        excitation.restore(state, frames);
        state.requireEnd();
    }

    @Override
    public byte[] state() {
        requireOpen();
        // Between two frames the newest hop of the sums is always zero.
        int open = fftSize - hop;
        int floats = open + Arrays.stream(caches).mapToInt(c -> c.length).sum();
        ByteBuffer state = StreamState.allocate(Long.BYTES + Float.BYTES * floats + excitation.stateBytes());
        state.putLong(frames);
        for (float[] cache : caches) {
            for (float value : cache) {
                state.putFloat(value);
            }
        }
        for (int i = 0; i < open; i++) {
            state.putFloat(sums[i]);
        }
        excitation.save(state);
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

    private final class Emission implements NeuralVocoder.FilterSink {
        private final float[] out;
        private int written;

        Emission(float[] out) {
            this.out = out;
        }

        @Override
        public void accept(float logHz, float voicing, NeuralVocoder.Filters filters, int at) {
            excitation.advance(StrictMath.exp(logHz), voicing > 0 ? 1 : 0);
            frames++;
            long start = (frames - lookAhead - 1) * format.hopSamples();
            for (int part = 0; start >= 0 && part < vocoder.shape().parts(); part++) {
                excitation.transform(part, transform);
                filters.apply(transform, at + part * vocoder.shape().stride(), spectrum);
                vocoder.addInverse(spectrum, sums);
                emit(start + (long) part * hop);
            }
        }

        /** @param start of the first hop of the sums, from the first window's begin on */
        private void emit(long start) {
            for (int i = (int) Math.min(hop, Math.max(0, lead - start)); i < hop; i++) {
                out[written++] = sums[i] / vocoder.gain();
            }
            System.arraycopy(sums, hop, sums, 0, fftSize - hop);
            Arrays.fill(sums, fftSize - hop, fftSize, 0);
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
