package sori.mel;

/**
 * How a mel spectrogram was made. Acoustic model and vocoder must agree on every field. The default is the convention of
 * HiFi-GAN and NVIDIA's Tacotron 2 (natural log, Slaney mels), so that foreign vocoders fit.
 *
 * @param sampleRateHz samples per second of the audio
 * @param fftSize points of the Fourier transform
 * @param hopSamples samples between two frames
 * @param windowSamples length of the Hann window, at most {@code fftSize}
 * @param mels bands
 * @param fMinHz lower edge of the lowest band
 * @param fMaxHz upper edge of the highest band
 * @param floor smallest magnitude before the logarithm
 */
public record MelFormat(
        int sampleRateHz,
        int fftSize,
        int hopSamples,
        int windowSamples,
        int mels,
        double fMinHz,
        double fMaxHz,
        double floor) {

    public static final MelFormat DEFAULT = new MelFormat(22050, 1024, 256, 1024, 80, 0, 8000, 1e-5);

    public MelFormat {
        if (sampleRateHz <= 0 || fftSize <= 0 || hopSamples <= 0 || mels <= 0) {
            throw new IllegalArgumentException("sizes must be positive: " + sampleRateHz + " Hz, FFT " + fftSize
                    + ", hop " + hopSamples + ", mels " + mels);
        }
        if (windowSamples <= 0 || windowSamples > fftSize) {
            throw new IllegalArgumentException("windowSamples must be in 1.." + fftSize + ", but is " + windowSamples);
        }
        if (fMinHz < 0 || fMaxHz <= fMinHz || fMaxHz > sampleRateHz / 2.0) {
            throw new IllegalArgumentException(
                    "0 <= fMinHz < fMaxHz <= " + sampleRateHz / 2.0 + " does not hold for " + fMinHz + ".." + fMaxHz);
        }
        if (!(floor > 0)) {
            throw new IllegalArgumentException("floor must be positive, but is " + floor);
        }
    }

    public int bins() {
        return fftSize / 2 + 1;
    }
}
