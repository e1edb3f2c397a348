package sori.mel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MelExtractorTest {
    private final MelFormat format = MelFormat.DEFAULT;
    private final MelExtractor extractor = new MelExtractor(format);

    @ParameterizedTest(name = "{0} Hz")
    @ValueSource(doubles = {200, 440, 1000, 3000, 7000})
    void aToneIsLoudestInTheBandAroundIt(double hz) {
        float[] samples = new float[format.sampleRateHz() / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hz * i / format.sampleRateHz()));
        }
        float[] mel = extractor.extract(samples);
        int frame = mel.length / format.mels() / 2;
        int loudest = 0;
        for (int band = 1; band < format.mels(); band++) {
            if (mel[frame * format.mels() + band] > mel[frame * format.mels() + loudest]) {
                loudest = band;
            }
        }
        float[] filter = MelFilterbank.weights(format)[loudest];
        int bin = (int) Math.round(hz * format.fftSize() / format.sampleRateHz());
        assertThat(filter[bin - 1] + filter[bin] + filter[bin + 1]).isPositive();
    }

    @Test
    void aFrameForEachWholeHop() {
        assertThat(extractor.extract(new float[10 * format.hopSamples() + 7])).hasSize(10 * format.mels());
        assertThat(extractor.extract(new float[3])).isEmpty();
    }

    @Test
    void silenceIsTheFloor() {
        float[] mel = extractor.extract(new float[4096]);
        assertThat(mel).containsOnly((float) Math.log(format.floor()));
    }

    @Test
    void filtersOverlapWithoutGapsAndHaveUnitArea() {
        float[][] filters = MelFilterbank.weights(format);
        double hzPerBin = (double) format.sampleRateHz() / format.fftSize();
        for (int band = 40; band < format.mels(); band++) {
            double area = 0;
            for (float weight : filters[band]) {
                area += weight * hzPerBin;
            }
            assertThat(area).isBetween(0.9, 1.1);
        }
    }
}
