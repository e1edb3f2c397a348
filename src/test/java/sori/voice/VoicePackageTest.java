package sori.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sori.graph.TinyVocoder;
import sori.graph.TinyVoice;
import sori.mel.MelFormat;
import sori.onnx.Provider;
import sori.text.EmbedMode;
import sori.vocoder.VocoderShape;

class VoicePackageTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeAVoice() throws IOException {
        TinyVoice.write(directory, "en-tiny", "1", 1);
    }

    private void edit(String from, String to) throws IOException {
        Path manifest = directory.resolve("voice.json");
        String json = Files.readString(manifest);
        assertThat(json).contains(from);
        Files.writeString(manifest, json.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to)));
    }

    @Test
    void aPackageReadsBackAsItWasWritten() throws Exception {
        VoicePackage written = TinyVoice.write(directory, "en-tiny", "1", 1);
        VoicePackage read = VoicePackage.open(directory);
        assertThat(read.manifest().id()).isEqualTo("en-tiny@1");
        assertThat(read.manifest().files()).isEqualTo(written.manifest().files());
        assertThat(ManifestJson.write(read.manifest())).isEqualTo(ManifestJson.write(written.manifest()));
        read.verify();
    }

    @Test
    void aCopyIsTheSameVoiceUnderAnotherVersion() throws Exception {
        VoicePackage files = VoicePackage.open(directory);
        VoicePackageWriter.copy(files, directory.resolve("copy"), "1.1");
        VoicePackage copy = VoicePackage.open(directory.resolve("copy"));
        copy.verify();
        assertThat(copy.manifest().id()).isEqualTo("en-tiny@1.1");
        assertThat(copy.manifest().files()).isEqualTo(files.manifest().files());
        assertThat(copy.manifest().provenance()).isEqualTo(files.manifest().provenance());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"encoder.onnx", "decoder.onnx", "postnet.onnx", "lexicon.tsv.gz", "LICENSE"})
    void aFlippedByteIsRefusedWithTheFilesName(String file) throws Exception {
        byte[] bytes = Files.readAllBytes(directory.resolve(file));
        bytes[bytes.length / 2] ^= 1;
        Files.write(directory.resolve(file), bytes);
        assertRefused(file, "SHA-256");
    }

    @Test
    void aTruncatedFileIsRefusedWithBothSizes() throws Exception {
        Files.write(directory.resolve("decoder.onnx"), new byte[] {1, 2, 3});
        assertRefused("decoder.onnx", "has 3 bytes");
    }

    @Test
    void aMissingFileIsRefused() throws Exception {
        Files.delete(directory.resolve("postnet.onnx"));
        assertRefused("postnet.onnx", "missing");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"formatVersion\" : 1|\"formatVersion\" : 2|field formatVersion is 2, not 1",
                "\"en-tiny\"|\"../en\"|field name",
                "\"version\" : \"1\"|\"version\" : \"one\"|field version",
                "\"a\", \"b\"|\"b\", \"a\"|field symbolsSha256 is not the hash of the symbols",
                "\"prenet\" : 8|\"prenett\" : 8|at shape.prenet: the field is missing",
                "\"prenet\" : 8|\"prenet\" : 8, \"gru\" : 1|at shape.gru: the field is unknown",
                "\"prenet\" : 8|\"prenet\" : null|shape.prenet",
                "\"prenet\" : 8|\"prenet\" : \"x\"|shape.prenet",
                "\"mels\" : 80,|\"mels\" : 40,|field shape.mels is not mel.mels: 40",
                "\"inferenceDropout\" : 0.5|\"inferenceDropout\" : 0.9|field inferenceDropout is not in 0..0.5",
                "\"griffin-lim\"|\"lpcnet\"|field vocoder.kind is 'lpcnet'",
                "\"iterations\" : 32|\"iterations\" : 0|field vocoder.iterations is 0, not in 1..256",
                "\"iterations\" : 32|\"rounds\" : 32|vocoder",
                "\"LICENSE\"|\"../LICENSE\"|no plain file name",
                "\"language\" : \"en\",||at language: the field is missing",
                "\"characters\"|\"phones\"|embed",
            })
    void aBrokenManifestIsRefusedWithTheFieldsName(String from, String to, String reason) throws Exception {
        edit(from, to == null ? "" : to);
        assertRefused("voice.json", reason);
    }

    @Test
    void aManifestThatSaysNothingOfLookingAheadMeansACausalPostnet() throws Exception {
        assertThat(Files.readString(directory.resolve("voice.json"))).doesNotContain("postnetLooksAhead");
        assertThat(VoicePackage.open(directory).manifest().shape().postnetLooksAhead())
                .isFalse();
        edit("\"prenet\" : 8", "\"prenet\" : 8, \"postnetLooksAhead\" : true");
        VoiceManifest looking = VoicePackage.open(directory).manifest();
        assertThat(looking.shape().postnetLooksAhead()).isTrue();
        assertThat(ManifestJson.read("again", ManifestJson.write(looking))).isEqualTo(looking);
        assertRefused("postnet.onnx", "unknown input 'cache.0'");
    }

    @Test
    void aDirectoryWithoutManifestIsNoPackage() throws Exception {
        Files.delete(directory.resolve("voice.json"));
        assertRefused("voice.json", "is no voice package");
    }

    @Test
    void aManifestThatIsNoJsonIsRefused() throws Exception {
        Files.writeString(directory.resolve("voice.json"), "{\"name\": ");
        assertRefused("voice.json", "");
    }

    @Test
    void graphsOfAnotherShapeAreRefusedWithTheInputsName() throws Exception {
        edit("\"attentionRnn\" : 12", "\"attentionRnn\" : 13");
        assertRefused("decoder.onnx", "attentionHidden");
    }

    private void assertRefused(String file, String reason) {
        assertThatThrownBy(
                        () -> Voice.open(directory, VoiceOptions.DEFAULT).load().close())
                .isInstanceOf(VoiceRefusedException.class)
                .hasMessageContaining(file)
                .hasMessageContaining(reason);
    }

    @Test
    void askingForCudaThatIsNotThereIsRefusedWhenTheEngineIsLoaded() throws Exception {
        org.assertj.core.api.Assumptions.assumeThat(sori.onnx.OnnxRuntime.compiledProviders())
                .noneMatch(name -> name.contains("CUDA"));
        Voice voice = Voice.open(directory, VoiceOptions.DEFAULT.withProvider(Provider.CUDA));
        assertThatThrownBy(voice::load)
                .isInstanceOf(VoiceRefusedException.class)
                .hasMessageContaining("provider cuda");
        voice.close();
    }

    @Test
    void wordsEnterAsTheManifestSaysUnlessTheOptionsSayOtherwise() throws Exception {
        try (Voice characters = Voice.open(directory, VoiceOptions.DEFAULT);
                Voice lexicon = Voice.open(directory, VoiceOptions.DEFAULT.withEmbed(EmbedMode.LEXICON))) {
            assertThat(characters.embedder().mode()).isEqualTo(EmbedMode.CHARACTERS);
            assertThat(lexicon.embedder().mode()).isEqualTo(EmbedMode.LEXICON);
            assertThat(lexicon.lexicon().phones("hello")).isPresent();
        }
    }

    /** The tiny voice with a random vocoder of its own. */
    private VoicePackage withNeuralVocoder(VocoderShape shape) throws IOException {
        VoiceManifest m = VoicePackage.open(directory).manifest();
        Files.write(directory.resolve("vocoder.onnx"), TinyVocoder.graph(VocoderShape.tiny(m.mel()), m.mel(), 1));
        VoicePackageWriter.Draft draft = new VoicePackageWriter.Draft(
                m.name(),
                m.version(),
                m.language(),
                m.symbolTable(),
                m.mel(),
                m.shape(),
                m.inferenceDropout(),
                m.attentionLimits(),
                m.embed(),
                new VocoderSpec.Neural(shape),
                m.license(),
                m.provenance(),
                m.figures());
        return VoicePackageWriter.write(directory, draft);
    }

    @Test
    void aNeuralVocoderTravelsInThePackage() throws Exception {
        VoicePackage written = withNeuralVocoder(VocoderShape.tiny(MelFormat.DEFAULT));
        assertThat(written.manifest().files()).containsKey("vocoder.onnx");
        assertThat(VoicePackage.open(directory).manifest().vocoder())
                .isEqualTo(written.manifest().vocoder());
        try (Voice voice = Voice.open(directory, VoiceOptions.DEFAULT)) {
            assertThat(voice.vocoder().vocode(new float[3 * 80])).hasSize(3 * 256);
        }
    }

    @Test
    void aVocoderOfAnotherShapeIsRefusedWithTheCachesName() throws Exception {
        withNeuralVocoder(VocoderShape.small(MelFormat.DEFAULT));
        assertRefused("vocoder.onnx", "cache.");
    }

    @Test
    void aVocoderForOtherMelsIsRefused() throws Exception {
        withNeuralVocoder(VocoderShape.tiny(MelFormat.DEFAULT));
        edit("\"parts\" : 2", "\"parts\" : 3");
        assertRefused("voice.json", "vocoder.shape");
    }
}
