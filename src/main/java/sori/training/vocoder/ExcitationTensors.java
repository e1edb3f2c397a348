package sori.training.vocoder;

import java.util.Arrays;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import sori.mel.MelFormat;
import sori.training.HostTensors;
import sori.vocoder.Excitation;
import sori.vocoder.VocoderShape;

/**
 * Spectra of pulses and noise for a batch, filter by filter: {@code [B, frames * parts, bins]} each, real and imaginary. Filled
 * row by row. Not thread-safe.
 */
final class ExcitationTensors {
    private final VocoderShape shape;
    private final MelFormat format;
    private final int batch;
    private final int frames;
    private final float[][] values = new float[4][];
    private final float[] transform;

    /** @param frames without the look-ahead */
    public ExcitationTensors(VocoderShape shape, MelFormat format, int batch, int frames) {
        this.shape = shape;
        this.format = format;
        this.batch = batch;
        this.frames = frames;
        Arrays.setAll(values, i -> new float[batch * frames * shape.parts() * shape.bins()]);
        this.transform = new float[2 * shape.fftSize()];
    }

    /**
     * @param hz pitch of {@code frames + lookAhead} frames
     * @param voiced 0..1, likewise
     * @param phases of the pulses at the frames' centres, likewise; NaN for what the pitch makes it
     */
    void fill(int row, double[] hz, float[] voiced, double[] phases, long noiseStart) {
        Excitation excitation = new Excitation(shape, format, noiseStart);
        for (int newest = 0; newest < hz.length; newest++) {
            excitation.advance(hz[newest], voiced[newest], phases[newest]);
            int frame = newest - shape.lookAhead();
            for (int part = 0; frame >= 0 && part < shape.parts(); part++) {
                excitation.transform(part, transform);
                split(((row * frames + frame) * shape.parts() + part) * shape.bins());
            }
        }
    }

    /** The same, with pulses wherever the pitch puts them. */
    void fill(int row, double[] hz, float[] voiced, long noiseStart) {
        double[] free = new double[hz.length];
        Arrays.fill(free, Double.NaN);
        fill(row, hz, voiced, free, noiseStart);
    }

    /** The transform of two real signals as the parts of one: each is what it shares with its mirrored conjugate. */
    private void split(int at) {
        int points = shape.fftSize();
        for (int bin = 0; bin < shape.bins(); bin++) {
            int mirror = (points - bin) % points;
            values[0][at + bin] = 0.5f * (transform[2 * bin] + transform[2 * mirror]);
            values[1][at + bin] = 0.5f * (transform[2 * bin + 1] - transform[2 * mirror + 1]);
            values[2][at + bin] = 0.5f * (transform[2 * bin + 1] + transform[2 * mirror + 1]);
            values[3][at + bin] = 0.5f * (transform[2 * mirror] - transform[2 * bin]);
        }
    }

    public Spectra tensors() {
        return new Spectra(tensor(0), tensor(1), tensor(2), tensor(3));
    }

    /** What the filters work on; lives as long as the caller's pointer scope. */
    record Spectra(Tensor pulseReal, Tensor pulseImaginary, Tensor noiseReal, Tensor noiseImaginary) {
        Spectra precise() {
            torch.ScalarType type = torch.ScalarType.Double;
            return new Spectra(
                    pulseReal.to(type), pulseImaginary.to(type), noiseReal.to(type), noiseImaginary.to(type));
        }

        Spectra on(Device device) {
            return new Spectra(
                    HostTensors.on(device, pulseReal),
                    HostTensors.on(device, pulseImaginary),
                    HostTensors.on(device, noiseReal),
                    HostTensors.on(device, noiseImaginary));
        }
    }

    private Tensor tensor(int index) {
        return HostTensors.of(values[index], batch, (long) frames * shape.parts(), shape.bins());
    }
}
