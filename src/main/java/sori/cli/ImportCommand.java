package sori.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Voices that were trained elsewhere. */
@Command(
        name = "import",
        description = "Make voice packages of models that were trained elsewhere.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ImportTacotronCommand.class, ImportHifiGanCommand.class})
final class ImportCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
