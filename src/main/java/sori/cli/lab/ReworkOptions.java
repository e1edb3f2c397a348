package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sori.evaluate.Prompt;
import sori.voice.VoicePackage;

/** What a command is told that has a voice package speak the validation list, and changes its graphs by what it hears. */
final class ReworkOptions {
    @Parameters(paramLabel = "PACKAGE", description = "folder of the voice package")
    Path directory = Path.of("");

    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--release", required = true, description = "new version of the voice")
    String version = "";

    @Option(
            names = "--strength",
            defaultValue = "1",
            description = "1 for what the recordings have, 0.5 for half of the way there (${DEFAULT-VALUE})")
    double strength;

    @Option(names = "--sentences", defaultValue = "50", description = "how many at most (${DEFAULT-VALUE})")
    int sentences;

    /**
     * The package, verified; empty if it is told on standard error why it stays as it is.
     *
     * @param done what was to become of it, such as "sharpened"
     */
    Optional<VoicePackage> open(String done) throws IOException {
        VoicePackage voice = VoicePackage.open(directory);
        voice.verify();
        if (voice.manifest().version().equals(version)) {
            System.err.println("not " + done + ": the package is version " + version + " already; a " + done
                    + " one makes other samples and needs a new one");
            return Optional.empty();
        }
        return Optional.of(voice);
    }

    List<Prompt> prompts() throws IOException {
        return files.validationPrompts(sentences);
    }
}
