package sori.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import sori.acoustic.AcousticShape;
import sori.acoustic.Alignment;
import sori.acoustic.Cell;

class TrainCommandTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --cell=lstn | 'lstn' is none of gru, lstm, rnn (did you mean 'lstm'?)
                    --attention=nome | 'nome' is none of location, none (did you mean 'none'?)
                    --size=smal | 'smal' is none of full, medium, small, tiny (did you mean 'small'?)
                    """)
    void aWrongWordIsToldTheNearestRightOne(String option, String told) {
        assertThatThrownBy(() -> new CommandLine(new TrainCommand()).parseArgs(option))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(told);
    }

    @Test
    void theOptionsNameAMemberOfTheFamily() {
        assertThat(parse().shape(40, 20)).isEqualTo(AcousticShape.small(40, 20));
        assertThat(parse("--cell=gru", "--attention=none", "--size=full").shape(40, 20))
                .isEqualTo(AcousticShape.full(40, 20).with(Cell.GRU, Alignment.NONE));
    }

    @Test
    void aRunGoesOnAsTheModelThatItIs() throws Exception {
        AcousticShape saved = AcousticShape.medium(40, 20).with(Cell.RNN, Alignment.NONE);
        Path checkpoint = Path.of("checkpoint.bin");
        parse().check(saved, checkpoint);
        parse("--cell=rnn", "--attention=none", "--size=medium").check(saved, checkpoint);
        for (String other : new String[] {"--cell=gru", "--attention=location", "--size=small"}) {
            assertThatThrownBy(() -> parse(other).check(saved, checkpoint))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("checkpoint.bin is of another model")
                    .hasMessageContaining("cell=RNN");
        }
    }

    private static ModelOptions parse(String... arguments) {
        TrainCommand command = new TrainCommand();
        new CommandLine(command).parseArgs(arguments);
        return command.model;
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
