package sori.cli.lab;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sori lab dataset}: corpora, made or checked. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description =
                "Make a corpus with a speech synthesizer, check one before training, or find when its phones are spoken.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DatasetSpeakCommand.class, DatasetCheckCommand.class, DatasetAlignCommand.class})
final class DatasetCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: speak, check or align");
    }
}
