package sori.cli.lab;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    @Mixin
    ReworkOptions options = new ReworkOptions();

    @Override
    public Integer call() throws IOException, GraphRefusedException, InterruptedException {
        Optional<VoicePackage> opened = options.open("livened");
        if (opened.isEmpty()) {
            return 1;
        }
        VoicePackage voice = opened.get();
        if (PitchRange.isLivened(voice)) {
            System.err.println("not livened: the package is livened already; export the vocoder again, and liven that");
            return 1;
        }
        List<Prompt> prompts = options.prompts();
        Optional<PitchRange> range = PitchRange.of(voice, prompts);
        if (range.isEmpty()) {
            System.err.println("not livened: the voice has no vocoder of the lab's; 'export-vocoder' gives it one");
            return 1;
        }
        range.get().into(voice, options.version, prompts.size(), options.strength);
        System.out.printf(
                Locale.ROOT,
                "voice %s@%s in %s: its pitch deviated by %.2f semitones within a sentence, the recordings' by %.2f; it moves %.2f times as far%n",
                voice.manifest().name(),
                options.version,
                options.directory,
                range.get().spokenSemitones(),
                range.get().recordedSemitones(),
                range.get().gain(options.strength));
        return 0;
    }
}
