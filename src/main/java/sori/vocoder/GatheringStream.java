package sori.vocoder;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** For vocoders that need all frames at once. */
final class GatheringStream implements VocoderStream {
    private final Vocoder vocoder;
    private float[] mel;
    private boolean ended;

    /** @param mel the frames so far */
    GatheringStream(Vocoder vocoder, float[] mel) {
        this.vocoder = vocoder;
        this.mel = mel;
    }

    @Override
    public float[] push(float[] frames) {
        requireOpen();
        float[] joined = Arrays.copyOf(mel, mel.length + frames.length);
        System.arraycopy(frames, 0, joined, mel.length, frames.length);
        mel = joined;
        return new float[0];
    }

    @Override
    public float[] end() {
        requireOpen();
        ended = true;
        return vocoder.vocode(mel);
    }

    @Override
    public byte[] state() {
        requireOpen();
        ByteBuffer state = StreamState.allocate(Float.BYTES * mel.length);
        state.slice().order(state.order()).asFloatBuffer().put(mel);
        return state.array();
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the stream has ended");
        }
    }
}
