package sori.cli;

import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The program behind the launcher {@code ./sori}. */
@Command(
        name = "sori",
        description = "Text events go into a Kafka topic, speech comes out of another.",
        mixinStandardHelpOptions = true,
        version = "sori 0.1.0",
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SayCommand.class,
            RunCommand.class,
            PublishCommand.class,
            PlayCommand.class,
            NormalizeCommand.class,
            TopologyCommand.class,
            TopicsCommand.class,
            DoctorCommand.class,
            LabCommand.class
        })
public final class Sori implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole tree of commands, as the launcher runs it. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Sori());
        line.setParameterExceptionHandler(Sori::explainUsage);
        line.setExecutionExceptionHandler(Sori::explainFailure);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int explainUsage(ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("sori: " + e.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
            line.usage(err, line.getColorScheme());
        }
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static int explainFailure(Exception e, CommandLine line, ParseResult result) {
        if (e instanceof Refusal) {
            line.getErr().println("sori: " + e.getMessage());
        } else {
            line.getErr().println("sori: " + e + " (the log file has more)");
            LoggerFactory.getLogger(Sori.class).error("{} failed", line.getCommandName(), e);
        }
        return line.getCommandSpec().exitCodeOnExecutionException();
    }
}
