package sori.training;

import java.io.IOException;
import java.nio.file.Path;
import sori.audio.Resampler;
import sori.audio.Wav;

/** A corpus's recordings as samples. Stateless. */
final class CorpusAudio {
    private CorpusAudio() {}

    /**
     * The mean of the channels, resampled where needed.
     *
     * @throws IOException if it can't be read; the message names the file
     */
    static float[] read(Path file, int sampleRateHz) throws IOException {
        return at(Wav.read(file), sampleRateHz);
    }

    static float[] at(Wav wav, int sampleRateHz) {
        return wav.sampleRateHz() == sampleRateHz
                ? wav.samples()
                : new Resampler(wav.sampleRateHz(), sampleRateHz).resample(wav.samples());
    }
}
