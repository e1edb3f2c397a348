package sori.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.mel.MelFormat;

class PredictCommandTest {
    @TempDir
    Path directory;

    @Test
    void everyRecordingGetsAsManyPredictedFramesAsItHas() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 7);
        PredictCommand command = new PredictCommand();
        command.files.corpus = directory;
        command.files.features = directory.resolve("features");
        command.files.run = directory.resolve("run");
        command.out = directory.resolve("predicted");
        command.audioMinutes = 60;
        command.batch = 3;
        command.threads = 1;
        small.trainer().save(command.files.checkpoint());

        for (int round = 0; round < 2; round++) {
            assertThat(command.call()).isZero();
            try (FeatureStore predicted = FeatureStore.open(command.out, MelFormat.DEFAULT)) {
                assertThat(predicted.entries()).hasSize(7);
                for (FeatureStore.Entry entry : predicted.entries()) {
                    FeatureStore.Entry recorded = small.store.entry(entry.id());
                    assertThat(entry.frames()).isEqualTo(recorded.frames());
                    assertThat(entry.trimmedSeconds()).isEqualTo(recorded.trimmedSeconds());
                    assertThat(predicted.read(entry))
                            .doesNotContain(Float.NaN)
                            .isNotEqualTo(small.store.read(recorded));
                }
            }
        }
    }
}
