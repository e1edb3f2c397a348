package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.corpus.Corpus;
import sori.corpus.ToneCorpus;
import sori.evaluate.HeldOut;
import sori.evaluate.Prompt;
import sori.evaluate.Speaker;
import sori.graph.TinyVoice;
import sori.text.EmbedMode;
import sori.text.EncodedSentence;
import sori.text.Language;
import sori.text.SymbolTable;
import sori.training.LossCurves;
import sori.training.acoustic.ExperimentYaml;
import sori.voice.Voice;
import sori.voice.VoiceManifest;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** From Korean recordings to a voice that speaks: the lab's steps on a corpus of tones. */
class KoreanVoiceTest {
    private static final int RATE = 22_050;

    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    @BeforeEach
    void aPreparedCorpus() throws IOException {
        torch.set_num_threads(1);
        ToneCorpus corpus = new ToneCorpus(folder.resolve("corpus"));
        int number = 0;
        for (String text : ToneCorpus.koreanTexts(8)) {
            float[] samples = ToneCorpus.samples(text.length() * 0.15, 200 + 20 * number, RATE, 0.5);
            corpus.add("t" + number++, text, samples, RATE);
        }
        assertThat(run(new DatasetCommand(), "check", corpus.directory.toString(), "--language", "ko"))
                .isZero();
        assertThat(run(new PrepareCommand(), "--corpus=" + corpus.directory, "--out=" + folder.resolve("features")))
                .isZero();
        Files.writeString(folder.resolve("license"), "CC0-1.0\n");
    }

    @Test
    void theLabsStepsMakeAVoiceThatSpeaksByLettersAndBySound() throws Exception {
        assertThat(train("run", "--language=ko")).as(errors.toString()).isZero();
        assertThat(Files.readString(folder.resolve("run").resolve(ExperimentYaml.FILE)))
                .contains("language: ko");
        assertThat(LossCurves.rows(folder.resolve("run").resolve(LossCurves.TRAINING)))
                .hasSize(2)
                .allSatisfy(row -> assertThat(Arrays.stream(row)).allMatch(Double::isFinite));

        assertThat(export("--name=ko-tones", "--recordings=tones", "--license-id=CC0-1.0"))
                .as(errors.toString())
                .isZero();
        VoiceManifest manifest =
                VoicePackage.open(folder.resolve("run/package")).manifest();
        assertThat(manifest.language()).isEqualTo("ko");
        assertThat(manifest.symbols()).isEqualTo(SymbolTable.korean().symbols());
        assertThat(manifest.embed()).isEqualTo(EmbedMode.LEXICON);
        assertThat(manifest.files()).doesNotContainKey(VoicePackage.LEXICON);
        assertThat(manifest.license()).isEqualTo("CC0-1.0");
        assertThat(manifest.provenance()).containsEntry("recordings", "tones").doesNotContainKey("teacher");
        assertThat(manifest.provenance().get("experiment")).asString().contains("language=ko");
        assertThat(manifest.figures().get("test"))
                .asString()
                .containsPattern("characters=\\{[^}]*sentences=1")
                .containsPattern("lexicon=\\{[^}]*sentences=1");

        assertThat(run(new ValidateCommand(), inRun())).as(errors.toString()).isZero();
        assertThat(folder.resolve("run/validation.json")).content().contains("melCepstralDistortionDb");
        try (Voice voice = Voice.open(folder.resolve("run/package"), VoiceOptions.DEFAULT)) {
            EncodedSentence encoded = voice.embedder()
                    .encode(Language.KO
                            .normalizer()
                            .normalize("안녕하세요, 2024년입니다.")
                            .get(0)
                            .words());
            assertThat(encoded.unmapped()).isZero();
            HeldOut spoken = Speaker.of(voice)
                    .speak(
                            List.of(new Prompt(
                                    new Corpus.Utterance("u", "안녕하세요.", folder, List.of()), Optional.empty())),
                            () -> {});
            assertThat(spoken.seconds()).isPositive();
        }
    }

    @Test
    void aRunKeepsItsLanguageAndCanBeGoneOnFrom() throws Exception {
        assertThat(train("run", "--language=ko")).as(errors.toString()).isZero();
        assertThat(train("run", "--steps=3")).as(errors.toString()).isZero();

        assertThat(train("run", "--language=en", "--steps=4")).isNotZero();
        assertThat(errors.toString()).contains("checkpoint.bin learns Korean (ko), not English (en)");

        assertThat(export("--name=ko-tones", "--recordings=tones", "--license-id=CC0-1.0", "--no-test"))
                .isZero();
        assertThat(train("more", "--language=ko", "--from=" + folder.resolve("run/package")))
                .as(errors.toString())
                .isZero();
    }

    @Test
    void aVoiceOfAnotherLanguageIsNotGoneOnFrom() throws Exception {
        TinyVoice.write(folder.resolve("en-tiny"), "en-tiny", "1", 1);

        assertThat(train("run", "--language=ko", "--from=" + folder.resolve("en-tiny")))
                .isNotZero();

        assertThat(errors.toString())
                .contains("en-tiny@1 in ", "speaks English (en)", "what is trained here is Korean (ko)", "--language");
        assertThat(folder.resolve("run").resolve(ExperimentYaml.FILE)).doesNotExist();
    }

    @Test
    void koreanTextsAreNotTrainedOnAsEnglish() {
        assertThat(train("run")).isNotZero();

        assertThat(errors.toString())
                .contains(
                        "the texts are not in English (en): 100 % of their letters have no symbol",
                        "말해", "give --language ko");
        assertThat(folder.resolve("run").resolve(ExperimentYaml.FILE)).doesNotExist();
    }

    @Test
    void anExportSaysWhatAKoreanVoiceNeeds() {
        assertThat(train("run", "--language=ko")).as(errors.toString()).isZero();

        assertThat(export()).isNotZero();
        assertThat(errors.toString()).contains("a voice of Korean (ko) needs --name, such as ko-mine");
        assertThat(export("--name=ko-mine")).isNotZero();
        assertThat(errors.toString()).contains("needs --recordings");
        assertThat(export("--name=ko-mine", "--recordings=tones")).isNotZero();
        assertThat(errors.toString()).contains("needs --license-id");
    }

    private int train(String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--corpus=" + folder.resolve("corpus"),
                "--features=" + folder.resolve("features"),
                "--run=" + folder.resolve(run),
                "--size=tiny",
                "--batch=2",
                "--threads=1"));
        arguments.addAll(List.of(more));
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--steps"))) {
            arguments.add("--steps=2");
        }
        return run(new TrainCommand(), arguments.toArray(String[]::new));
    }

    private int export(String... more) {
        List<String> arguments = new ArrayList<>(List.of(inRun()));
        arguments.add("--license=" + folder.resolve("license"));
        arguments.addAll(List.of(more));
        return run(new ExportCommand(), arguments.toArray(String[]::new));
    }

    private String[] inRun() {
        return new String[] {
            "--corpus=" + folder.resolve("corpus"),
            "--features=" + folder.resolve("features"),
            "--run=" + folder.resolve("run")
        };
    }

    private int run(Object command, String... arguments) {
        return new CommandLine(command).setErr(new PrintWriter(errors)).execute(arguments);
    }
}
