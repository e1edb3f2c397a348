package sori.training.vocoder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import sori.audio.Pcm;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.mel.PitchTracker;
import sori.training.HostTensors;
import sori.vocoder.VocoderShape;

/**
 * Short pieces of recordings and their mels. Which pieces make the batch of a step is a pure function of seed and step, so
 * that a resumed run goes on exactly. Holds its recordings in memory, 16 bits a sample. Not thread-safe.
 */
final class SegmentSource {
    private static final float USUAL_HZ = 180;
    private final FeatureStore store;
    private final MelStatistics statistics;
    private final MelFormat format;
    private final VocoderShape shape;
    private final int lookAhead;
    private final int batchSize;
    private final int frames;
    private final long seed;
    private final List<Recording> recordings = new ArrayList<>();
    private final float silence;
    private final PitchTracker pitch;

    /**
     * @param pcm 16-bit samples
     * @param hz pitch of each frame, 0 where there is no voice
     * @param phases of that pitch, NaN where there is no voice
     */
    private record Recording(FeatureStore.Entry entry, byte[] pcm, float[] hz, float[] phases) {}

    /**
     * @param frames of a piece, without the look-ahead
     * @param maxSeconds of recordings at most; the list's first
     * @throws IOException if a recording can't be read
     */
    SegmentSource(
            List<Corpus.Utterance> utterances,
            FeatureStore store,
            MelStatistics statistics,
            VocoderShape shape,
            int batchSize,
            int frames,
            double maxSeconds,
            long seed)
            throws IOException {
        this.store = store;
        this.statistics = statistics;
        this.format = store.format();
        this.shape = shape;
        this.lookAhead = shape.lookAhead();
        this.pitch = new PitchTracker(format);
        this.batchSize = batchSize;
        this.frames = frames;
        this.seed = seed;
        this.silence = (float) Math.log(format.floor());
        double seconds = 0;
        for (Corpus.Utterance utterance : utterances) {
            if (seconds >= maxSeconds) {
                break;
            }
            Recording recording = recording(utterance);
            recordings.add(recording);
            seconds += store.seconds(utterance.id());
        }
        if (recordings.isEmpty()) {
            throw new IllegalArgumentException("no recordings to train on");
        }
    }

    private Recording recording(Corpus.Utterance utterance) throws IOException {
        FeatureStore.Entry entry = store.entry(utterance.id());
        float[] samples = store.samples(utterance);
        float[] hz = pitch.track(samples, entry.frames());
        return new Recording(entry, Pcm.encode(samples), hz, new PulsePhase(format).track(samples, hz));
    }

    /**
     * Pieces side by side; lives as long as the caller's pointer scope.
     *
     * @param mel {@code [B, frames + lookAhead, mels]}, normalized; silence beyond the utterance's end
     * @param pitch {@code [B, frames + lookAhead, 2]}: log Hz, and 1 where voiced
     * @param excitation of that pitch
     * @param samples {@code [B, (frames * parts - overlap + 1) * hop]}: those that the frames determine completely
     */
    public record Segments(Tensor mel, Tensor pitch, ExcitationTensors.Spectra excitation, Tensor samples) {
        public Segments on(Device device) {
            return new Segments(
                    HostTensors.on(device, mel),
                    HostTensors.on(device, pitch),
                    excitation.on(device),
                    HostTensors.on(device, samples));
        }
    }

    /** @param step from 0 */
    Segments segments(long step) throws IOException {
        Random random = new Random(seed * 1_000_003 + step);
        int mels = format.mels();
        int rows = frames + lookAhead;
        int overlap = shape.fftSize() / shape.hopSamples(format);
        int length = (frames * shape.parts() - overlap + 1) * shape.hopSamples(format);
        float[] mel = new float[batchSize * rows * mels];
        float[] pitches = new float[batchSize * rows * 2];
        float[] samples = new float[batchSize * length];
        ExcitationTensors excitation = new ExcitationTensors(shape, format, batchSize, frames);
        for (int b = 0; b < batchSize; b++) {
            Recording recording = recordings.get(random.nextInt(recordings.size()));
            int start = random.nextInt(Math.max(1, recording.entry().frames() - frames + 1));
            copyMel(recording, start, mel, b * rows * mels);
            copySamples(recording, start, samples, b * length, length);
            excite(recording, start, random.nextLong(), excitation, b, pitches);
        }
        statistics.normalize(mel);
        return new Segments(
                HostTensors.of(mel, batchSize, rows, mels),
                HostTensors.of(pitches, batchSize, rows, 2),
                excitation.tensors(),
                HostTensors.of(samples, batchSize, length));
    }

    private void excite(
            Recording recording, int start, long noiseStart, ExcitationTensors excitation, int row, float[] pitches) {
        int rows = frames + lookAhead;
        float[] all = recording.hz();
        float[] hz = Arrays.copyOf(Arrays.copyOfRange(all, start, Math.min(all.length, start + rows)), rows);
        float[] voiced = new float[rows];
        float[] filled = PitchTracker.continuous(hz, USUAL_HZ);
        double[] pulses = new double[rows];
        double[] phases = new double[rows];
        for (int i = 0; i < rows; i++) {
            voiced[i] = hz[i] > 0 ? 1 : 0;
            pulses[i] = filled[i];
            phases[i] = start + i < all.length ? recording.phases()[start + i] : Double.NaN;
            pitches[(row * rows + i) * 2] = (float) Math.log(filled[i]);
            pitches[(row * rows + i) * 2 + 1] = voiced[i];
        }
        excitation.fill(row, pulses, voiced, phases, noiseStart);
    }

    private void copyMel(Recording recording, int start, float[] mel, int at) throws IOException {
        float[] all = store.read(recording.entry());
        int from = start * format.mels();
        int length = (frames + lookAhead) * format.mels();
        int there = Math.min(length, all.length - from);
        System.arraycopy(all, from, mel, at, there);
        Arrays.fill(mel, at + there, at + length, silence);
    }

    private void copySamples(Recording recording, int start, float[] samples, int at, int length) {
        // A window is centred on its hop, so it starts before it; whole are the samples after the first windows'
        // overlap.
        int from = start * format.hopSamples() - shape.leadSamples(format) + shape.fftSize() - shape.hopSamples(format);
        int end = Math.min(from + length, recording.pcm().length / 2);
        if (end > from) {
            float[] there = Pcm.decode(Arrays.copyOfRange(recording.pcm(), 2 * from, 2 * end));
            System.arraycopy(there, 0, samples, at, there.length);
        }
    }
}
