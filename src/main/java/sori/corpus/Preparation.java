package sori.corpus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sori.audio.AudioFile;
import sori.audio.HighPass;
import sori.audio.Resampler;
import sori.audio.Wav;

/**
 * How recordings become what is learnt from, in this order: mean of the channels, resampled; high-pass; loudness; silence at the ends
 * cut off. Written down beside the features, so that whatever reads these recordings again does the same.
 *
 * @param silence magnitude from which on a sample is sound, after the loudness was set; where the phones' times are known, they say
 * @param leadSeconds kept before the first sound
 * @param tailSeconds kept after the last
 * @param highPassHz cut-off; 0 for none
 * @param peakDb to which each recording's loudest sample is brought, in dB below full scale; as it is if absent
 * @param rmsDb to which each recording's root mean square is brought, of the pieces of 50 ms that hold sound; as it is if absent, and no
 *     louder than full scale in any case
 * @param heldOut one text in so many is for validation, and one for testing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Preparation(
        double silence,
        double leadSeconds,
        double tailSeconds,
        double highPassHz,
        @Nullable Double peakDb,
        @Nullable Double rmsDb,
        int heldOut) {
    public static final String FILE = "preparation.json";
    public static final Preparation DEFAULT = new Preparation(0.01, 0.05, 0.1, 0, null, null, Corpus.Split.USUAL);

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double PIECE_SECONDS = 0.05;
    /** Of a recording's loudest piece: quieter ones are pauses. */
    private static final double PAUSE = 0.05;

    /** @throws IllegalArgumentException naming what is out of its range */
    public Preparation {
        require(silence > 0 && silence < 1, "silence", silence, "between 0 and 1");
        require(leadSeconds >= 0, "lead", leadSeconds, "0 or more");
        require(tailSeconds >= 0, "tail", tailSeconds, "0 or more");
        require(highPassHz >= 0 && highPassHz < 1000, "high-pass", highPassHz, "0 for none, or below 1000 Hz");
        require(peakDb == null || peakDb <= 0, "peak", peakDb, "0 dB or less");
        require(rmsDb == null || rmsDb < 0, "rms", rmsDb, "below 0 dB");
        require(heldOut >= 3, "held-out", heldOut, "3 or more");
        if (peakDb != null && rmsDb != null) {
            throw new IllegalArgumentException("loudness goes by the peak or by the rms: give one of them");
        }
    }

    private static void require(boolean holds, String name, @Nullable Number value, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + wanted);
        }
    }

    /** What the features in a folder were made with; {@link #DEFAULT} where none is written down. */
    public static Preparation read(Path features) throws IOException {
        Path file = features.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return DEFAULT;
        }
        try {
            return JSON.readValue(file.toFile(), Preparation.class);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is broken: delete that folder and prepare the features again", e);
        }
    }

    public void write(Path features) throws IOException {
        Files.createDirectories(features);
        Files.write(features.resolve(FILE), JSON.writeValueAsBytes(this));
    }

    /** By their names, for a manifest. */
    public Map<String, Object> facts() {
        return JSON.convertValue(this, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /** What decides samples and features beside the recording; empty where nothing differs from the default. */
    String marks() {
        Preparation same = new Preparation(
                silence, leadSeconds, tailSeconds, highPassHz, peakDb, rmsDb, DEFAULT.heldOut()); // decides no feature
        return same.equals(DEFAULT) ? "" : same.toString();
    }

    /**
     * A recording's samples, not yet trimmed.
     *
     * @throws IOException if it can't be read; the message names the file
     */
    public float[] samples(Path recording, int sampleRateHz) throws IOException {
        return samples(AudioFile.read(recording), sampleRateHz);
    }

    public float[] samples(Wav recorded, int sampleRateHz) {
        float[] samples = recorded.sampleRateHz() == sampleRateHz
                ? recorded.samples()
                : new Resampler(recorded.sampleRateHz(), sampleRateHz).resample(recorded.samples());
        if (highPassHz > 0) {
            samples = new HighPass(highPassHz, sampleRateHz).filter(samples);
        }
        double gain = gain(samples, sampleRateHz);
        if (gain != 1) {
            float[] louder = new float[samples.length];
            for (int i = 0; i < samples.length; i++) {
                louder[i] = (float) (gain * samples[i]);
            }
            return louder;
        }
        return samples;
    }

    private double gain(float[] samples, int sampleRateHz) {
        double peak = 0;
        for (float sample : samples) {
            peak = Math.max(peak, Math.abs(sample));
        }
        if (peak == 0) {
            return 1; // silence stays silence
        }
        if (peakDb != null) {
            return amplitude(peakDb) / peak;
        }
        return rmsDb == null ? 1 : Math.min(1 / peak, amplitude(rmsDb) / rms(samples, sampleRateHz));
    }

    private static double amplitude(double db) {
        return Math.pow(10, db / 20);
    }

    private static double rms(float[] samples, int sampleRateHz) {
        int piece = Math.max(1, (int) (PIECE_SECONDS * sampleRateHz));
        double[] powers = new double[(samples.length + piece - 1) / piece];
        double loudest = 0;
        for (int p = 0; p < powers.length; p++) {
            int end = Math.min(samples.length, (p + 1) * piece);
            for (int i = p * piece; i < end; i++) {
                powers[p] += (double) samples[i] * samples[i] / (end - p * piece);
            }
            loudest = Math.max(loudest, powers[p]);
        }
        double sum = 0;
        int spoken = 0;
        for (double power : powers) {
            if (power >= PAUSE * PAUSE * loudest) {
                sum += power;
                spoken++;
            }
        }
        return Math.sqrt(sum / spoken);
    }
}
