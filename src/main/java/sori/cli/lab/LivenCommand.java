package sori.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sori.evaluate.PitchRange;
import sori.evaluate.Prompt;
import sori.onnx.GraphRefusedException;
import sori.voice.VoicePackage;

/** {@code ./sori lab liven}: a voice's pitch moves as far as in recordings. */
@Command(
        name = "liven",
        mixinStandardHelpOptions = true,
        description = {
            "Has a voice package speak the corpus's validation list, and makes its vocoder's pitch move as far within a sentence as"
                    + " that hears it move in the recordings.",
            "A vocoder that is exported later is as it was trained: liven last."
        })
final class LivenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PACKAGE", description = "folder of the voice package")
    Path directory = Path.of("");

    @Mixin
    LabFiles files = new LabFiles();

    @Option(names = "--release", required = true, description = "new version of the voice")
    String version = "";

    @Option(
            names = "--strength",
            defaultValue = "1",
            description = "1 for the recordings' range, 0.5 for half of the way there (${DEFAULT-VALUE})")
    double strength;

    @Option(names = "--sentences", defaultValue = "50", description = "how many at most (${DEFAULT-VALUE})")
    int sentences;

    @Override
    public Integer call() throws IOException, GraphRefusedException, InterruptedException {
        VoicePackage voice = VoicePackage.open(directory);
        voice.verify();
        if (voice.manifest().version().equals(version)) {
            System.err.println("not livened: the package is version " + version
                    + " already; a livened one makes other samples and needs a new one");
            return 1;
        }
        if (PitchRange.isLivened(voice)) {
            System.err.println("not livened: the package is livened already; export the vocoder again, and liven that");
            return 1;
        }
        List<Prompt> prompts = files.validationPrompts(sentences);
        Optional<PitchRange> range = PitchRange.of(voice, prompts);
        if (range.isEmpty()) {
            System.err.println("not livened: the voice has no vocoder of the lab's; 'export-vocoder' gives it one");
            return 1;
        }
        range.get().into(voice, version, prompts.size(), strength);
        System.out.printf(
                Locale.ROOT,
                "voice %s@%s in %s: its pitch deviated by %.2f semitones within a sentence, the recordings' by %.2f; it moves %.2f times as far%n",
                voice.manifest().name(),
                version,
                directory,
                range.get().spokenSemitones(),
                range.get().recordedSemitones(),
                range.get().gain(strength));
        return 0;
    }
}
