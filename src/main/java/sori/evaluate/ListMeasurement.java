package sori.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import sori.acoustic.Precision;
import sori.text.EmbedMode;
import sori.voice.Voice;
import sori.voice.VoiceOptions;
import sori.voice.VoicePackage;

/**
 * How a voice package is measured on a list: it speaks freely, and programs listen.
 *
 * @param precision of its graphs
 * @param recognizer hears words, where there is one
 * @param naturalness judges as people would, where there is one
 */
public record ListMeasurement(Precision precision, Optional<Listener> recognizer, Optional<Listener> naturalness) {
    /** @param figures by mode, as {@link #measure} gives them */
    public record Measured(SentenceList list, Map<String, Map<String, Object>> figures) {}

    /**
     * Has a package speak a list, in both modes where it has a lexicon.
     *
     * @param out for the recordings and the figures of each sentence
     * @return for each mode by its name what {@link HeldOut#figures} has, and what the listening programs say, where there are any
     */
    public Map<String, Map<String, Object>> measure(Path voice, SentenceList list, Path out)
            throws IOException, InterruptedException {
        Map<String, Map<String, Object>> figures = new LinkedHashMap<>();
        for (EmbedMode mode : VoicePackage.open(voice).manifest().modes()) {
            String name = mode.name().toLowerCase(Locale.ROOT);
            try (Voice opened = Voice.open(
                    voice, VoiceOptions.DEFAULT.withPrecision(precision).withEmbed(mode))) {
                Path recordings = out.resolve(list.name()).resolve(name);
                Speaker speaker = Speaker.of(opened);
                HeldOut result = speak(speaker, list.prompts(), recordings);
                System.out.println(name + ": " + result.summary());
                figures.put(name, listen(result, recordings));
            }
        }
        return figures;
    }

    private static HeldOut speak(Speaker speaker, List<Prompt> prompts, Path directory)
            throws IOException, InterruptedException {
        try (ProgressBar bar = new ProgressBar("speaking", 2L * prompts.size())) {
            HeldOut result = speaker.speak(prompts, bar::step);
            result.writeFigures(directory);
            result.writeAudio(speaker, directory, bar::step);
            return result;
        }
    }

    private Map<String, Object> listen(HeldOut result, Path directory) throws IOException, InterruptedException {
        Map<String, Object> figures = result.figures();
        Path list = directory.resolve(HeldOut.LIST);
        if (recognizer.isPresent()) {
            double rate = recognizer.get().hear(list);
            figures.put(FigureContest.WORD_ERRORS, rate);
            System.out.println("  word error rate " + rate + " %");
        }
        if (naturalness.isPresent()) {
            double opinion = naturalness.get().hear(list);
            figures.put(Listener.NATURALNESS, opinion);
            System.out.println("  naturalness " + opinion + " of 5");
        }
        return figures;
    }
}
