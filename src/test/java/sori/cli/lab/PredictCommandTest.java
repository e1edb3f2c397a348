package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.acoustic.AttentionLimits;
import sori.corpus.FeatureStore;
import sori.mel.MelFormat;
import sori.text.EmbedMode;
import sori.training.acoustic.AcousticTrainer;
import sori.training.acoustic.PackageExport;
import sori.training.acoustic.SmallCorpus;
import sori.voice.VocoderSpec;
import sori.voice.VoicePackage;
import sori.voice.VoicePackageWriter;

public class PredictCommandTest {
    @TempDir
    Path directory;

    private PredictCommand command(String out) {
        PredictCommand command = new PredictCommand();
        command.files.corpus = directory;
        command.files.features = directory.resolve("features");
        command.files.run = directory.resolve("run");
        command.out = directory.resolve(out);
        command.audioMinutes = 60;
        command.batch = 3;
        command.threads = 1;
        return command;
    }

    @Test
    void aPackagePredictsWhatItsCheckpointDoes() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 4);
        AcousticTrainer trainer = small.trainer();
        PredictCommand byCheckpoint = command("by-checkpoint");
        trainer.save(byCheckpoint.files.folders().checkpoint());
        PredictCommand byVoice = command("by-voice");
        byVoice.voice = packageOf(trainer, directory);

        assertThat(byCheckpoint.call()).isZero();
        assertThat(byVoice.call()).isZero();

        try (FeatureStore expected = FeatureStore.open(byCheckpoint.out, MelFormat.DEFAULT);
                FeatureStore actual = FeatureStore.open(byVoice.out, MelFormat.DEFAULT)) {
            assertThat(actual.entries()).hasSize(4);
            for (FeatureStore.Entry entry : expected.entries()) {
                assertThat(actual.read(actual.entry(entry.id())))
                        .usingComparatorWithPrecision(1e-4f)
                        .containsExactly(expected.read(entry));
            }
        }
    }

    public static Path packageOf(AcousticTrainer trainer, Path directory) throws Exception {
        Path voice = Files.createDirectories(directory.resolve("voice"));
        PackageExport.write(trainer, voice);
        Files.writeString(voice.resolve(VoicePackage.LICENSE), "nobody's work");
        VoicePackageWriter.write(
                voice,
                new VoicePackageWriter.Draft(
                        "en-small",
                        "1",
                        "en",
                        trainer.table(),
                        MelFormat.DEFAULT,
                        trainer.shape(),
                        0,
                        AttentionLimits.DEFAULT,
                        EmbedMode.CHARACTERS,
                        VocoderSpec.DEFAULT,
                        "CC0-1.0",
                        Map.of(),
                        Map.of()));
        return voice;
    }

    @Test
    void everyRecordingGetsAsManyPredictedFramesAsItHas() throws Exception {
        SmallCorpus small = new SmallCorpus(directory, 7);
        PredictCommand command = command("predicted");
        small.trainer().save(command.files.folders().checkpoint());

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
