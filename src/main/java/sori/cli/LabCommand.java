package sori.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sori.training.CompareFamilyCommand;
import sori.training.DatasetCommand;
import sori.training.ExportCommand;
import sori.training.ExportVocoderCommand;
import sori.training.PredictCommand;
import sori.training.PrepareCommand;
import sori.training.QuantizeCommand;
import sori.training.SharpenCommand;
import sori.training.TestCommand;
import sori.training.TestVocoderCommand;
import sori.training.TinyVoiceCommand;
import sori.training.TrainCommand;
import sori.training.TrainVocoderCommand;
import sori.training.ValidateCommand;

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
            TinyVoiceCommand.class
        })
final class LabCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
