package sori.cli.lab;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The trainer's commands: the steps from a corpus to a voice package. */
@Command(
        name = "lab",
        description = "Train voices: data set, pre-processing, training, validation, test, export.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetCommand.class,
            PrepareCommand.class,
            TrainCommand.class,
            PredictCommand.class,
            TrainVocoderCommand.class,
            ValidateCommand.class,
            TestCommand.class,
            CompareFamilyCommand.class,
            TestVocoderCommand.class,
            ExportCommand.class,
            ExportVocoderCommand.class,
            QuantizeCommand.class,
            SharpenCommand.class,
            LivenCommand.class,
            TinyVoiceCommand.class
        })
public final class LabCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
