package sori.plot;

/**
 * @param values {@code [frames, bands]} row-major, natural log
 * @param frameSeconds time between two frames
 */
public record Spectrogram(float[] values, int bands, double frameSeconds) {
    public Spectrogram {
        if (bands < 1 || values.length == 0 || values.length % bands != 0 || !(frameSeconds > 0)) {
            throw new IllegalArgumentException(
                    values.length + " values for " + bands + " bands, a frame every " + frameSeconds + " s");
        }
    }

    public int frames() {
        return values.length / bands;
    }

    public double seconds() {
        return frames() * frameSeconds;
    }
}
