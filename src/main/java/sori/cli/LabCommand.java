package sori.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The trainer's commands: the steps from a corpus to a voice package. */
@Command(
        name = "lab",
        description = "Train voices: data set, pre-processing, training, validation, test, export.",
        synopsisSubcommandLabel = "COMMAND")
final class LabCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
