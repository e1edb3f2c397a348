package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.graph.TinyVoice;
import sori.mel.MelFormat;
import sori.mel.MelStatistics;
import sori.training.vocoder.TinyVocoderRun;
import sori.vocoder.VocoderShape;
import sori.voice.VocoderSpec;
import sori.voice.VoiceManifest;
import sori.voice.VoicePackage;

class ExportVocoderCommandTest {
    @TempDir
    Path directory;

    private ExportVocoderCommand command;

    @BeforeEach
    void trained() throws Exception {
        int number = 0;
        while (Corpus.Split.of("sentence " + number) != Corpus.Split.VALIDATION) {
            number++;
        }
        Files.writeString(directory.resolve(Corpus.METADATA), "u0|x|sentence " + number);
        float[] quiet = new float[40 * MelFormat.DEFAULT.mels()];
        for (int i = 0; i < quiet.length; i++) {
            quiet[i] = (float) (-9 + Math.sin(i));
        }
        MelStatistics statistics;
        try (FeatureStore store = FeatureStore.open(directory.resolve("features"), MelFormat.DEFAULT)) {
            store.add("u0", quiet, 0);
            statistics = store.statistics();
        }
        command = new ExportVocoderCommand();
        command.files.corpus = directory;
        command.files.features = directory.resolve("features");
        command.files.run = directory.resolve("run");
        command.voice = directory.resolve("voice");
        command.version = "2";
        TinyVocoderRun.save(command.files.folders().checkpoint(), statistics);
        TinyVoice.write(command.voice, "en-tiny", "1", 1);
    }

    @Test
    void thePackageSpeaksWithTheVocoderUnderItsNewVersion() throws Exception {
        VoiceManifest before = VoicePackage.open(command.voice).manifest();
        command.figures = Files.writeString(directory.resolve("figures.json"), "{\"heard\": 7}");

        assertThat(command.call()).isZero();

        VoicePackage after = VoicePackage.open(command.voice);
        after.verify();
        assertThat(after.manifest().id()).isEqualTo("en-tiny@2");
        assertThat(after.manifest().vocoder()).isEqualTo(new VocoderSpec.Neural(VocoderShape.tiny(MelFormat.DEFAULT)));
        assertThat(after.manifest().files()).containsKey(VoicePackage.VOCODER).containsAllEntriesOf(before.files());
        assertThat(after.manifest().provenance()).containsKeys("seed", "vocoder");
        assertThat(after.manifest().figures()).containsEntry("heard", 7);
    }

    @Test
    void anotherVocoderUnderTheSameVersionIsRefused() throws Exception {
        command.version = "1";
        byte[] manifest = Files.readAllBytes(command.voice.resolve(VoicePackage.MANIFEST));

        assertThat(command.call()).isEqualTo(1);

        assertThat(command.voice.resolve(VoicePackage.MANIFEST)).hasBinaryContent(manifest);
        assertThat(command.voice.resolve(VoicePackage.VOCODER)).doesNotExist();
    }

    @Test
    void aCorpusWithoutAHeldOutSentenceIsRefused() throws Exception {
        Files.writeString(directory.resolve(Corpus.METADATA), "");
        assertThatThrownBy(() -> command.call()).hasMessageContaining("validation list");
    }
}
