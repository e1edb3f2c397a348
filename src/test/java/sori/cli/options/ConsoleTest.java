package sori.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import sori.cli.Sori;
import sori.config.Refusal;

/** What anybody may have written to a topic is shown as what it is, a name on a line. */
class ConsoleTest {
    private final Random random = new Random(8);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private String hostile() {
        StringBuilder text =
                new StringBuilder("\u001b[31mred\u001b]0;title\u0007\u009b2J\r\nsori: all is well\u202egnp.exe");
        for (int i = 0; i < 50; i++) {
            int character = random.nextInt(4) == 0 ? random.nextInt(0x2100) : random.nextInt(0xa0);
            text.insert(random.nextInt(text.length()), (char) character);
        }
        return text.toString();
    }

    private CommandLine commandLine() {
        CommandLine line = Sori.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line;
    }

    private static void isALine(String printed, String mark) {
        assertThat(printed).endsWith(System.lineSeparator()).contains(mark);
        String line =
                printed.substring(0, printed.length() - System.lineSeparator().length());
        assertThat(line.chars())
                .noneMatch(Character::isISOControl)
                .noneMatch(c -> c == 0x2028 || c == 0x2029)
                .noneMatch(c -> (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
    }

    private static String take(StringWriter from) {
        String printed = from.toString();
        from.getBuffer().setLength(0);
        return printed;
    }

    @Test
    void nothingThatComesFromOutsideCommandsTheTerminal() {
        CommandLine line = commandLine();
        Console console = new Console(line.getCommandSpec());
        for (int i = 0; i < 1000; i++) {
            String hostile = hostile();
            console.result(hostile);
            isALine(take(out), "");
            console.warn(hostile);
            isALine(take(err), "sori: ");
            console.step(hostile);
            isALine(take(err), " s  ");
        }
        console.result("voilà, 안녕, 👩‍👩‍👧 and 5 %");
        assertThat(take(out)).isEqualTo("voilà, 안녕, 👩‍👩‍👧 and 5 %" + System.lineSeparator());
    }

    @Test
    void norDoesARefusalOrAFailure() throws Exception {
        CommandLine line = commandLine();
        for (int i = 0; i < 1000; i++) {
            String hostile = hostile();
            Exception failed = i % 2 == 0 ? new Refusal(hostile) : new IllegalStateException(hostile);
            line.getExecutionExceptionHandler()
                    .handleExecutionException(
                            failed,
                            line,
                            CommandLine.ParseResult.builder(line.getCommandSpec())
                                    .build());
            isALine(take(err), "sori: ");
        }
    }

    @Test
    void aNameWithoutEndWidensNoOtherRow() {
        Table table = new Table("instance", "reason");
        table.row("x".repeat(1_000_000), "y".repeat(1_000_000));
        table.row("here", "there");
        List<String> lines = table.lines();
        assertThat(lines).hasSize(3).allMatch(line -> line.length() < 3_000);
        assertThat(lines.get(2)).startsWith("here ").endsWith("there");
    }
}
