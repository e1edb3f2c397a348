package sori.mel;

/**
 * How a mel spectrogram was made. Acoustic model and vocoder must agree on every field. The default is the convention of
 * HiFi-GAN and NVIDIA's Tacotron 2 (natural log, Slaney mels), so that foreign vocoders fit.
 *
 * @param sampleRateHz samples per second of the audio, 1000 to 192,000
 * @param fftSize points of the Fourier transform, a power of two, 16 to 8192
 * @param hopSamples samples between two frames, at most {@code fftSize}
 * @param windowSamples length of the Hann window, at most {@code fftSize}
 * @param mels bands, at most 256
 * @param fMinHz lower edge of the lowest band
 * @param fMaxHz upper edge of the highest band
 * @param floor smallest magnitude before the logarithm, 1e-12 to 1
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

    private static final double LEAST_FLOOR = 1e-12;

    public static final MelFormat DEFAULT = new MelFormat(22050, 1024, 256, 1024, 80, 0, 8000, 1e-5);

    /** @throws IllegalArgumentException naming what is out of its bounds */
    public MelFormat {
        within("sampleRateHz", sampleRateHz, 1000, 192_000);
        within("fftSize", fftSize, 16, 8192);
        if (Integer.bitCount(fftSize) != 1) {
            throw new IllegalArgumentException("fftSize is " + fftSize + ", no power of two");
        }
        within("hopSamples", hopSamples, 1, fftSize);
        within("windowSamples", windowSamples, 1, fftSize);
        within("mels", mels, 1, 256);
        if (!(0 <= fMinHz && fMinHz < fMaxHz && fMaxHz <= sampleRateHz / 2.0)) {
            throw new IllegalArgumentException(
                    "0 <= fMinHz < fMaxHz <= " + sampleRateHz / 2.0 + " does not hold for " + fMinHz + ".." + fMaxHz);
        }
        if (!(floor >= LEAST_FLOOR && floor <= 1)) {
            throw new IllegalArgumentException("floor is " + floor + ", not in " + LEAST_FLOOR + "..1");
        }
    }

    private static void within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + " is " + value + ", not in " + least + ".." + most);
        }
    }

    public int bins() {
        return fftSize / 2 + 1;
    }
}
