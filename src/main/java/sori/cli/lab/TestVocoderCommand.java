package sori.cli.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sori.evaluate.Listener;
import sori.onnx.GraphRefusedException;
import sori.training.vocoder.VocoderTest;

/**
 * {@code ./sori lab test-vocoder}: what is lost between the mels of held-out recordings and samples, by the trained vocoder and
 * by Griffin-Lim, beside the recordings themselves.
 */
@Command(
        name = "test-vocoder",
        mixinStandardHelpOptions = true,
        description = "Turns mels of held-out recordings back into samples, by the trained vocoder and by Griffin-Lim.")
final class TestVocoderCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--sentences", defaultValue = "50", description = "how many at most (${DEFAULT-VALUE})")
    int sentences;

    @Option(names = "--whole", description = "every recording of the corpus, not only its test list")
    boolean whole;

    @Option(
            names = "--recognizer",
            description = "program that prints 'WER <percent>' for a list of WAV files and words")
    @Nullable
    String recognizer;

    @Override
    public Integer call() throws IOException, InterruptedException, GraphRefusedException {
        VocoderTest test = new VocoderTest(
                files.folders(),
                whole,
                sentences,
                Optional.ofNullable(recognizer).map(Listener::recognizer));
        Path written = files.run.resolve("test-vocoder.json");
        Files.write(written, JSON.writeValueAsBytes(test.figures()));
        System.out.println("figures in " + written);
        return 0;
    }
}
