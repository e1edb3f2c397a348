package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import sori.acoustic.Alignment;
import sori.acoustic.AttentionLimits;
import sori.acoustic.Cell;
import sori.acoustic.Precision;
import sori.corpus.Corpus;
import sori.corpus.FeatureStore;
import sori.corpus.TimedSymbols;
import sori.corpus.ToneCorpus;
import sori.evaluate.AttentionRoom;
import sori.evaluate.Prompt;
import sori.graph.BrokenVoice;
import sori.graph.TinyVoice;
import sori.mel.MelFormat;
import sori.text.SymbolTable;
import sori.training.TrainingFolders;
import sori.training.acoustic.AcousticTrainer;
import sori.training.acoustic.BatchSource;
import sori.training.acoustic.SmallCorpus;
import sori.training.acoustic.TeacherForced;
import sori.voice.VoicePackage;

/** What {@code validate} stores. */
class ValidateCommandTest {
    private static final int FRAMES = 60;

    @TempDir
    private Path folder;

    @BeforeAll
    static void oneThread() {
        torch.set_num_threads(1);
    }

    /** One sentence of each list, and a run's checkpoint before its first step. */
    private AcousticTrainer checkpoint() throws Exception {
        StringBuilder metadata = new StringBuilder();
        try (FeatureStore store = store()) {
            List<String> texts = ToneCorpus.texts(3);
            for (int i = 0; i < texts.size(); i++) {
                metadata.append("t" + i + "|" + texts.get(i) + "\n");
                float[] mel = new float[FRAMES * MelFormat.DEFAULT.mels()];
                Random random = new Random(i);
                for (int value = 0; value < mel.length; value++) {
                    mel[value] = (float) (-5 + random.nextGaussian());
                }
                store.add("t" + i, mel, 0);
            }
            Files.writeString(folder.resolve(Corpus.METADATA), metadata);
            AcousticTrainer trainer =
                    new AcousticTrainer(SmallCorpus.SHAPE, SymbolTable.english(), store.statistics(), 3);
            Files.createDirectories(folder.resolve("run"));
            trainer.save(folder.resolve("run").resolve(TrainingFolders.CHECKPOINT));
            return trainer;
        }
    }

    private FeatureStore store() throws Exception {
        return FeatureStore.open(folder.resolve("features"), MelFormat.DEFAULT);
    }

    private JsonNode validate(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--corpus=" + folder,
                "--features=" + folder.resolve("features"),
                "--run=" + folder.resolve("run"),
                "--voice=" + folder.resolve("voice")));
        arguments.addAll(List.of(more));
        assertThat(new CommandLine(new ValidateCommand()).execute(arguments.toArray(String[]::new)))
                .isZero();
        return new ObjectMapper()
                .readTree(folder.resolve("run").resolve("validation.json").toFile());
    }

    @Test
    void teacherForcedLossesStandBesideHowTheListIsSpoken() throws Exception {
        AcousticTrainer trainer = checkpoint();
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1);

        JsonNode figures = validate();

        assertThat(figures.at("/characters/sentences").asInt()).isEqualTo(1);
        assertThat(figures.at("/lexicon/stopped").asInt()).isEqualTo(1);
        JsonNode forced = figures.get("teacherForced");
        assertThat(forced.get("step").asInt(-1)).isZero();
        assertThat(forced.get("recordings").asInt()).isEqualTo(1);
        TeacherForced expected = letters(trainer);
        assertThat(forced.at("/characters/mel").asDouble()).isEqualTo(expected.mel(), within(1e-4));
        assertThat(forced.at("/characters/gate").asDouble()).isEqualTo(expected.gate(), within(1e-4));
        assertThat(forced.at("/characters/guide").asDouble()).isEqualTo(expected.guide(), within(1e-4));
        assertThat(forced.at("/phones/mel").asDouble()).isPositive();
    }

    @Test
    void programsThatListenAddTheirFigures() throws Exception {
        checkpoint();
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1);
        Path program = Files.writeString(
                folder.resolve("program"), "#!/bin/sh\necho \"MOS 2.75 sd 0.3 over $(wc -l < $1) files, WER 12.5\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        JsonNode plain = validate();
        JsonNode figures = validate("--naturalness=" + program, "--recognizer=" + program);

        for (String mode : List.of("characters", "lexicon")) {
            assertThat(plain.get(mode).has("naturalness")).isFalse();
            assertThat(figures.at("/" + mode + "/naturalness").asDouble()).isEqualTo(2.75);
            assertThat(figures.at("/" + mode + "/wordErrorRatePercent").asDouble())
                    .isEqualTo(12.5);
        }
        Files.writeString(program, "#!/bin/sh\necho no opinion\n");
        assertThat(new CommandLine(new ValidateCommand())
                        .execute(
                                "--run=" + folder.resolve("run"),
                                "--corpus=" + folder,
                                "--features=" + folder.resolve("features"),
                                "--voice=" + folder.resolve("voice"),
                                "--naturalness=" + program))
                .isNotZero();
    }

    private TeacherForced letters(AcousticTrainer trainer) throws Exception {
        try (FeatureStore store = store()) {
            List<Corpus.Utterance> held = Corpus.read(folder).utterances(Corpus.Split.VALIDATION, Corpus.Split.USUAL);
            BatchSource source = BatchSource.items(store, trainer.statistics(), trainer.table(), SmallCorpus.SHAPE);
            return TeacherForced.measure(trainer, source, store, held, TimedSymbols.Form.CHARACTERS);
        }
    }

    @Test
    void withoutACheckpointThereAreNoLosses() throws Exception {
        checkpoint();
        Files.delete(folder.resolve("run").resolve(TrainingFolders.CHECKPOINT));
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1, Cell.GRU, Alignment.NONE);
        JsonNode figures = validate();
        assertThat(figures.fieldNames()).toIterable().containsExactly("characters", "lexicon");
    }

    @Test
    void howFarTheAttentionGoesIsMeasuredWithoutItsLimits() throws Exception {
        checkpoint();
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1);
        JsonNode attention = validate().get("attentionWithoutLimits");
        assertThat(attention.get("limits").asText()).isEqualTo("4,6,2,128");
        assertThat(attention.get("sentences").asInt()).as("both modes").isEqualTo(2);
        assertThat(attention.get("backSymbols").asInt(-1)).isZero();
        assertThat(attention.get("aheadSymbols").asInt()).isEqualTo(1);
        assertThat(attention.get("beyondLimits").asInt(-1)).isZero();
    }

    private static List<Prompt> texts(String... texts) {
        List<Prompt> prompts = new ArrayList<>();
        for (String text : texts) {
            prompts.add(new Prompt(
                    new Corpus.Utterance("s" + prompts.size(), text, Path.of(""), List.of()), Optional.empty()));
        }
        return prompts;
    }

    private AttentionRoom room(String limits, String... texts) throws Exception {
        Path manifest = folder.resolve("voice").resolve(VoicePackage.MANIFEST);
        Files.writeString(
                manifest,
                Files.readString(manifest).replaceFirst("\"embed\"", "\"attentionLimits\": " + limits + ", \"embed\""));
        return AttentionRoom.measure(folder.resolve("voice"), texts(texts), Precision.FP32);
    }

    @Test
    void limitsThatAreTooNarrowForOrdinarySpeechAreToldWithThoseThatAreNot() throws Exception {
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1); // six frames a symbol, three steps
        AttentionRoom room = room(
                "{\"backSymbols\": 0, \"aheadSymbols\": 2, \"endSymbols\": 0, \"stalledFrames\": 2}",
                "one two.",
                "hello world.");
        assertThat(room.beyond()).containsExactly("characters/s0", "characters/s1", "lexicon/s0", "lexicon/s1");
        assertThat(room.needed().stalledFrames()).isEqualTo(3 * room.extremes().stalledFrames());
        assertThat(room.extremes().stalledFrames()).isGreaterThan(2);
        assertThat(room.summary())
                .contains("4 sentences that ended by themselves: at most 0 symbols back, 1 ahead, ")
                .contains("the voice's limits are 0,2,0,2")
                .contains("warning: these would have changed 4 of them: characters/s0, ")
                .contains("--attention-limits " + room.needed().text());
    }

    @Test
    void speechThatFindsNoEndIsNotOrdinary() throws Exception {
        BrokenVoice.endless(folder.resolve("voice"), "en-endless", "1");
        AttentionRoom room = AttentionRoom.measure(folder.resolve("voice"), texts("one two."), Precision.FP32);
        assertThat(room.sentences()).isZero();
        assertThat(room.needed()).isEqualTo(AttentionLimits.DEFAULT);
        assertThat(room.summary()).contains("no sentence ended by itself");
        assertThat(room.figures()).containsOnlyKeys("limits", "sentences");
    }

    @Test
    void aVoiceWithoutLexiconIsMeasuredByItsLettersAlone() throws Exception {
        checkpoint();
        TinyVoice.write(folder.resolve("voice"), "en-tiny", "1", 1);
        Path manifest = folder.resolve("voice").resolve(VoicePackage.MANIFEST);
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("(?s)\"lexicon.tsv.gz\" : \\{.*?\\},", ""));
        JsonNode figures = validate();
        assertThat(figures.has("characters")).isTrue();
        assertThat(figures.has("lexicon")).isFalse();
        assertThat(figures.at("/attentionWithoutLimits/sentences").asInt()).isEqualTo(1);
    }
}
