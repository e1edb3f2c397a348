package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sori.corpus.Prompts;
import sori.graph.Quantization;
import sori.onnx.GraphRefusedException;
import sori.text.Language;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/** {@code ./sori lab quantize}: adds the int8 variant to a voice package. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        description =
                "Adds int8 graphs to a voice package, made of its fp32 graphs and calibrated by speaking prompts.")
final class QuantizeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PACKAGE", description = "folder of the voice package")
    Path directory = Path.of("");

    @Option(names = "--prompts", defaultValue = "100", description = "sentences to calibrate with (${DEFAULT-VALUE})")
    int prompts;

    @Option(names = "--seed", defaultValue = "1", description = "chooses the prompts (${DEFAULT-VALUE})")
    long seed;

    @Override
    public Integer call() throws IOException, GraphRefusedException {
        VoicePackage files = VoicePackage.open(directory);
        files.verify();
        Quantization.addTo(files, texts(), seed);
        System.out.println("voice " + files.manifest().id() + " in " + directory + " has int8 graphs");
        return 0;
    }

    /** What a list of everyday sentences would be no test of any more stays out of it: prompts as the corpus has them. */
    private List<int[]> texts() throws IOException {
        List<int[]> texts = new ArrayList<>();
        try (Voice voice = Voice.open(directory, VoiceOptions.DEFAULT)) {
            Supplier<String> own = Prompts.own(Language.of(voice.symbols()), seed);
            for (int i = 0; i < prompts; i++) {
                texts.add(voice.embedder().encodeSpoken(own.get()).symbols());
            }
        }
        return texts;
    }
}
