package sori.cli.lab;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    @Mixin
    ReworkOptions options = new ReworkOptions();

    @Override
    public Integer call() throws IOException, GraphRefusedException, InterruptedException {
        Optional<VoicePackage> opened = options.open("sharpened");
        if (opened.isEmpty()) {
            return 1;
        }
        VoicePackage voice = opened.get();
        if (Sharpening.isSharpened(voice)) {
            System.err.println(
                    "not sharpened: the package is sharpened already; export the voice again, and sharpen that");
            return 1;
        }
        Sharpening sharpening = Sharpening.of(voice, options.version, options.prompts(), options.strength);
        System.out.printf(
                Locale.ROOT,
                "voice %s@%s in %s: details of 4, 10, 40 waves across the bands are %.2f, %.2f, %.2f times as strong%n",
                voice.manifest().name(),
                options.version,
                options.directory,
                sharpening.gainOfWaves(4),
                sharpening.gainOfWaves(10),
                sharpening.gainOfWaves(40));
        return 0;
    }
}
