package sori.cli;

import java.nio.file.FileSystemException;
import java.util.Set;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import sori.cli.lab.LabCommand;
import sori.cli.options.Console;
import sori.cli.options.Home;
import sori.cli.options.LogOptions;
import sori.config.Refusal;
import sori.text.Nearest;

/** The program behind the launcher {@code ./sori}. */
@Command(
        name = "sori",
        description = "Text events go into a Kafka topic, speech comes out of another.",
        mixinStandardHelpOptions = true,
        version = "sori " + Sori.VERSION,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SayCommand.class,
            RunCommand.class,
            ShadowCommand.class,
            PublishCommand.class,
            PlayCommand.class,
            CancelCommand.class,
            NormalizeCommand.class,
            TopologyCommand.class,
            TopicsCommand.class,
            FailuresCommand.class,
            ModelsCommand.class,
            BrokerCommand.class,
            SoakCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            LabCommand.class,
            ImportCommand.class
        })
public final class Sori implements Runnable {
    static final String VERSION = "0.1.0";

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        Home.here().prepare(line -> System.err.println("sori: " + line));
        System.exit(commandLine().execute(arguments));
    }

    /** The whole tree of commands, as the launcher runs it. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Sori());
        line.setParameterExceptionHandler(Sori::explainUsage);
        line.setExecutionExceptionHandler(Sori::explainFailure);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int explainUsage(ParameterException e, String[] arguments) {
        CommandLine line = e.getCommandLine();
        String problem =
                String.valueOf(e instanceof UnmatchedArgumentException unmatched ? explain(unmatched) : e.getMessage());
        line.getErr()
                .println("sori: " + Console.harmless(String.valueOf(problem)) + "; see `"
                        + line.getCommandSpec().qualifiedName() + " --help`");
        return line.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String explain(UnmatchedArgumentException e) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        String wrong = e.getUnmatched().get(0).replaceFirst("=.*", "");
        boolean option = wrong.startsWith("-");
        Set<String> known =
                option ? spec.optionsMap().keySet() : spec.subcommands().keySet();
        if (!option && known.isEmpty()) {
            return "'" + wrong + "' is one argument too many (words that belong together are quoted)";
        }
        return "'" + spec.qualifiedName() + "' knows no " + (option ? "option" : "command") + " '" + wrong + "'"
                + Nearest.hint(wrong, known);
    }

    private static int explainFailure(Exception e, CommandLine line, ParseResult result) {
        if (LogOptions.isJson(line.getCommandSpec())) {
            LoggerFactory.getLogger(Sori.class)
                    .error("{}", Console.harmless(String.valueOf(e.getMessage())), e instanceof Refusal ? null : e);
        } else if (e instanceof Refusal) {
            line.getErr().println("sori: " + Console.harmless(String.valueOf(e.getMessage())));
        } else if (e instanceof AuthorizationException) {
            line.getErr()
                    .println("sori: " + Console.harmless(String.valueOf(e.getMessage()))
                            + " (`sori topics plan --acls` lists everybody's rights)");
        } else if (e instanceof FileSystemException trouble) {
            line.getErr().println("sori: " + Console.harmless(FileTrouble.said(trouble)));
            LoggerFactory.getLogger(Sori.class).error("{} failed", line.getCommandName(), e);
        } else {
            line.getErr().println("sori: " + Console.harmless(e.toString()) + " (the log file has more)");
            LoggerFactory.getLogger(Sori.class).error("{} failed", line.getCommandName(), e);
        }
        return line.getCommandSpec().exitCodeOnExecutionException();
    }
}
