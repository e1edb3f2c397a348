package sori.cli.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sori.onnx.GraphRefusedException;

/** {@code ./sori lab export}: a checkpoint becomes a voice package, if its graphs compute what the module computes. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes a voice package from a run's checkpoint, checks it against the trained module, and publishes it.")
final class ExportCommand implements Callable<Integer> {
    @Mixin
    LabFiles files = new LabFiles();

    @Mixin
    ExportOptions options = new ExportOptions();

    @Override
    public Integer call() throws IOException, GraphRefusedException, InterruptedException {
        options.publishing.check();
        return options.export(files.folders()) ? 0 : 1;
    }
}
