package sori.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;
import sori.text.Language;
import sori.training.Budget;
import sori.training.Learning;
import sori.training.Matmul;
import sori.training.Products;
import sori.training.TrainingFolders;
import sori.training.TrainingLength;
import sori.training.acoustic.AttentionGuide;
import sori.training.acoustic.BatchSource;
import sori.training.acoustic.CriticSettings;
import sori.training.acoustic.Experiment;
import sori.training.acoustic.ExperimentYaml;

class TrainCommandTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --cell=lstn | 'lstn' is none of gru, lstm, rnn (did you mean 'lstm'?)
                    --attention=nome | 'nome' is none of location, none (did you mean 'none'?)
                    --device=cudda | 'cudda' is none of auto, cpu, cuda (did you mean 'cuda'?)
                    --size=smal | 'smal' is none of full, medium, mini, small, tiny (did you mean 'small'?)
                    """)
    void aWrongWordIsToldTheNearestRightOne(String option, String told) {
        assertThatThrownBy(() -> new CommandLine(new TrainCommand()).parseArgs(option))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(told);
    }

    @Test
    void theOptionsNameAMemberOfTheFamily() throws Exception {
        assertThat(parse().model().shape(40, 20)).isEqualTo(AcousticShape.small(40, 20));
        assertThat(parse("--cell=gru", "--attention=none", "--size=full")
                        .model()
                        .shape(40, 20))
                .isEqualTo(AcousticShape.full(40, 20).with(Cell.GRU, Alignment.NONE));
    }

    @Test
    void withoutOptionsTheDefaultsAreTrained() throws Exception {
        TrainCommand command = new TrainCommand();
        new CommandLine(command).parseArgs();
        assertThat(command.experiment()).isEqualTo(Experiment.DEFAULT);
        assertThat(new Experiment(
                        command.files.corpus.toString(),
                        command.files.features.toString(),
                        command.files.run.toString(),
                        null,
                        command.newSpeaker,
                        command.language,
                        Experiment.DEFAULT.model(),
                        new TrainingLength(command.loop.steps, command.loop.cpuMinutes, command.loop.minutes),
                        new BatchSource.Mixture(command.phones, command.characters),
                        AttentionGuide.DEFAULT,
                        Learning.DEFAULT,
                        CriticSettings.DEFAULT,
                        command.batch,
                        command.loop.matmul,
                        command.loop.device,
                        command.loop.threads,
                        command.loop.seed,
                        command.loop.checkpointEvery))
                .as("what the help says")
                .isEqualTo(Experiment.DEFAULT);
    }

    @Test
    void optionsOverrideTheFileAndTheFileTheDefaults() throws Exception {
        Path file = Files.writeString(directory.resolve("experiment.yaml"), """
                run: mine
                language: ko
                model: {cell: gru, framesPerStep: 2}
                budget: {steps: 500}
                guide: {kind: diagonal}
                """);
        Experiment experiment = parse("--experiment=" + file, "--cell=rnn", "--cpu-minutes=2", "--batch=4");
        assertThat(experiment.run()).isEqualTo("mine");
        assertThat(experiment.language()).isEqualTo(Language.KO);
        assertThat(experiment.model().shape(40, 20))
                .isEqualTo(AcousticShape.small(40, 20)
                        .with(Cell.RNN, Alignment.ATTENTION)
                        .withFramesPerStep(2));
        assertThat(experiment.budget()).isEqualTo(new TrainingLength(500L, 2.0, null));
        assertThat(experiment.guide()).isEqualTo(new AttentionGuide(AttentionGuide.Kind.DIAGONAL, 5, 0.06, 0.15));
        assertThat(experiment.batch()).isEqualTo(4);
        assertThat(experiment.learning()).isEqualTo(Learning.DEFAULT);
    }

    @Test
    void aRunGoesOnWithWhatItWasBegunWith() throws Exception {
        Experiment begun = ExperimentYaml.parse("{seed: 7, batch: 3, model: {attention: none}}", "a test", Map.of());
        ExperimentYaml.write(begun, directory);
        String run = "--run=" + directory;
        assertThat(parse(run).batch()).as("no checkpoint yet").isEqualTo(32);
        Files.writeString(directory.resolve(TrainingFolders.CHECKPOINT), "");
        assertThat(parse(run, "--batch=5"))
                .isEqualTo(ExperimentYaml.parse(
                        "{seed: 7, batch: 5, model: {attention: none}}", "a test", Map.of("run", directory)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    modle: {} | unknown key 'modle' (did you mean 'model'?)
                    learning: {rat: 1} | unknown key 'rat' (did you mean 'rate'?); known are
                    model: {cell: grü} | model.cell: 'grü' is none of rnn, lstm, gru (did you mean 'gru'?)
                    language: kp | language: 'kp' is none of en, ko (did you mean 'ko'?)
                    model: {attention: nome} | model.attention: 'nome' is none of location, none (did you mean 'none'?)
                    device: gpu | device: 'gpu' is none of auto, cpu, cuda (did you mean 'cpu'?)
                    learning: {rate: 2} | rate is 2.0, but must be between 0 and 1
                    budget: {steps: 0} | a budget of 0 steps: must be positive
                    forms: {phones: 0.8, characters: 0.4} | phones 0.8 and characters 0.4 are shares
                    guide: {kind: times, weight: -1} | weight is -1.0, but must be 0 or more
                    batch: 0 | batch is 0.0, but must be positive
                    batch: many | batch: Cannot deserialize
                    model: | 'model' has no value
                    model: {cell: } | 'model.cell' has no value
                    [] | an experiment is a mapping of keys to values
                    """)
    void whatIsWrongInAFileIsSaid(String yaml, String told) {
        assertThatThrownBy(() -> ExperimentYaml.parse(yaml, "mine.yaml", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("mine.yaml: ")
                .hasMessageContaining(told);
    }

    @Test
    void aManifestIsToldTheHyperParametersButNoPaths() {
        assertThat(ExperimentYaml.provenance(Experiment.DEFAULT))
                .containsOnlyKeys(
                        "newSpeaker",
                        "language",
                        "model",
                        "budget",
                        "forms",
                        "guide",
                        "learning",
                        "adversary",
                        "batch",
                        "matmul",
                        "seed")
                .containsEntry("model", Map.of("cell", "lstm", "attention", "location", "size", "small"));
    }

    @Test
    void productsAreRoundedWhereThatIsFaster() {
        Set<String> older = Set.of("avx512f");
        Set<String> vectors = Set.of("avx512f", "avx512_bf16");
        Set<String> tiles = Set.of("avx512f", "avx512_bf16", "amx_bf16");
        for (Matmul matmul : List.of(Matmul.AUTO, Matmul.BF16)) {
            assertThat(matmul.products(older)).isEqualTo(Products.FP32);
            assertThat(matmul.libraryRounds(older)).isFalse();
            assertThat(matmul.products(vectors)).isEqualTo(Products.BF16);
            assertThat(matmul.libraryRounds(vectors)).isFalse();
            assertThat(matmul.products(tiles)).isEqualTo(Products.FP32);
            assertThat(matmul.libraryRounds(tiles)).isTrue();
        }
        assertThat(Matmul.FP32.products(vectors)).isEqualTo(Products.FP32);
        assertThat(Matmul.FP32.libraryRounds(tiles)).isFalse();
    }

    private static Experiment parse(String... arguments) throws IOException {
        TrainCommand command = new TrainCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.experiment();
    }

    @Test
    void aBudgetEndsWithWhatIsUsedUpFirst() {
        Budget both = new Budget(OptionalLong.of(100), OptionalDouble.of(2));
        assertThat(both.used(50, 12)).isEqualTo(0.5);
        assertThat(both.used(50, 90)).isEqualTo(0.75);
        assertThat(Budget.ofSteps(100).used(50, 1e9)).isEqualTo(0.5);
        assertThat(Budget.ofCpuMinutes(2).used(1_000_000, 30)).isEqualTo(0.25);
        assertThat(both.done(50, 90)).isEqualTo(90);
        assertThat(Budget.ofSteps(100).done(150, 0)).isEqualTo(100);
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThat(new CommandLine(new TrainCommand())
                        .setParameterExceptionHandler((e, arguments) -> {
                            assertThat(e).hasMessageContaining("a budget of 0 steps");
                            return 7;
                        })
                        .setExecutionExceptionHandler((e, line, result) -> {
                            throw e;
                        })
                        .execute("--steps=0", "--features=" + Path.of("target/no-features")))
                .isEqualTo(7);
    }
}
