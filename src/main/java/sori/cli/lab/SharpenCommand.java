package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sori.evaluate.Sharpening;
import sori.onnx.GraphRefusedException;
import sori.voice.VoicePackage;

/** {@code ./sori lab sharpen}: a voice's mels get the contrast that recordings have. */
@Command(
        name = "sharpen",
        mixinStandardHelpOptions = true,
        description = {
            "Has a voice package speak the corpus's validation list, and adds a filter behind its postnet that gives its mels the"
                    + " variance of the recordings, detail by detail.",
            "int8 graphs are dropped: make them again with 'quantize'."
        })
final class SharpenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PACKAGE", description = "folder of the voice package")
    Path directory = Path.of("");

    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--release", required = true, description = "new version of the voice")
    String version = "";

    @Option(
            names = "--strength",
            defaultValue = "1",
            description = "1 for the recordings' variance, 0.5 for half of the way there (${DEFAULT-VALUE})")
    double strength;

    @Option(names = "--sentences", defaultValue = "50", description = "how many at most (${DEFAULT-VALUE})")
    int sentences;

    @Override
    public Integer call() throws IOException, GraphRefusedException, InterruptedException {
        VoicePackage voice = VoicePackage.open(directory);
        voice.verify();
        if (voice.manifest().version().equals(version)) {
            System.err.println("not sharpened: the package is version " + version
                    + " already; a sharpened one makes other samples and needs a new one");
            return 1;
        }
        if (Sharpening.isSharpened(voice)) {
            System.err.println(
                    "not sharpened: the package is sharpened already; export the voice again, and sharpen that");
            return 1;
        }
        Sharpening sharpening = Sharpening.of(voice, version, files.validationPrompts(sentences), strength);
        System.out.printf(
                Locale.ROOT,
                "voice %s@%s in %s: details of 4, 10, 40 waves across the bands are %.2f, %.2f, %.2f times as strong%n",
                voice.manifest().name(),
                version,
                directory,
                sharpening.gainOfWaves(4),
                sharpening.gainOfWaves(10),
                sharpening.gainOfWaves(40));
        return 0;
    }
}
